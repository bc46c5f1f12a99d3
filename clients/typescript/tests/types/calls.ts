// Compiled, not run: everything must compile, except the lines after `@ts-expect-error`.
import { createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API, ListedSession, User } from "../app/api"
import { type Equal, expectType } from "./expect"

const client = createClient<API>()({ plugins: [authClient(), anonymousClient()] })

export async function whatIsCalledAnswersWhatTheServerAnswers() {
  const { data, error } = await client.auth.signIn.anonymous()
  if (error) return expectType<Equal<typeof data, null>>(true)
  expectType<Equal<typeof data.user, User>>(true)
  expectType<Equal<typeof data.token, string | null>>(true)
  const linked = await client.auth.anonymous.linkAccount({
    email: "user@example.com",
    password: "securepassword123",
    name: "John Doe",
    locale: "en",
  })
  return linked.data?.success
}

export async function bothWaysOfCallingAreTyped() {
  const named = await client.auth.anonymous.linkAccount({ email: "", password: "" })
  const path = await client.auth.anonymous.link({ email: "", password: "" })
  const method = await client.auth.anonymous.link.post({ email: "", password: "" })
  expectType<Equal<typeof named, typeof path>>(true)
  expectType<Equal<typeof named, typeof method>>(true)
  const short = await client.auth.getSession({ refresh: false })
  const long = await client.auth.getSession.get({ refresh: false })
  expectType<Equal<typeof short, typeof long>>(true)
  const sessions = await client.auth.listSessions()
  expectType<Equal<typeof sessions.data, ListedSession[] | null>>(true)
}

export async function codesAreThoseOfTheEndpoint() {
  const { error } = await client.auth.signIn.email({ email: "", password: "" })
  if (error?.code === "INVALID_EMAIL_OR_PASSWORD") return error.status
  if (error?.code === "RATE_LIMITED") return error.retryAfter
  if (error?.code === "NETWORK_ERROR" || error?.code === "ABORTED") return 0
  if (error?.code === "INVALID_RESPONSE" || error?.code === "STORAGE_ERROR") return 0
  // @ts-expect-error no endpoint has this code
  if (error?.code === "NO_SUCH_CODE") return 0
  // @ts-expect-error a code of another endpoint
  if (error?.code === "USER_ALREADY_EXISTS") return 0
  return error?.details?.map(({ field, code, message }) => field + code + message)
}

export async function wrongInputsDoNotCompile() {
  // @ts-expect-error the input is missing
  await client.auth.signIn.email()
  // @ts-expect-error a member of the input is missing
  await client.auth.signIn.email({ email: "" })
  // @ts-expect-error a member that the server does not know
  await client.auth.signIn.email({ email: "", password: "", passwort: "" })
  // @ts-expect-error a member of another type
  await client.auth.signIn.email({ email: "", password: 1 })
  // @ts-expect-error an alias is no less strict
  await client.auth.anonymous.linkAccount({ email: "" })
  // @ts-expect-error the endpoint takes no members
  await client.auth.signIn.anonymous({ name: "Ada" })
  // @ts-expect-error the endpoint takes nothing
  await client.auth.signOut({ everywhere: true })
  // @ts-expect-error a query is no less strict
  await client.auth.getSession({ refresh: "no" })
  // @ts-expect-error a function that is handed an event would send it
  const listener: (event: MouseEvent) => void = client.auth.signOut
  return listener
}

export async function wrongEndpointsDoNotCompile() {
  // @ts-expect-error there is no such endpoint
  await client.auth.signIn.telephone()
  // @ts-expect-error nor such a part of the path
  await client.billing.invoices.get()
  // @ts-expect-error a level is no endpoint
  await client.auth()
  // @ts-expect-error an endpoint of GET that has no alias is called by `.get()`
  await client.health()
  // @ts-expect-error an endpoint that is POST only
  await client.auth.signOut.get()
  // @ts-expect-error an endpoint that is GET only
  await client.auth.listSessions.post()
  await client.health.get()
  await client.health.ready.get()
  await client["openapi.json"].get()
}

export async function wrongFieldsDoNotCompile() {
  const { data, error } = await client.auth.signIn.anonymous()
  // @ts-expect-error it may be missing, so it must be checked first
  data.user
  // @ts-expect-error the user has no such field
  data?.user.nickname
  // @ts-expect-error nor the error
  error?.cause
  return data?.user.locale satisfies string | null | undefined
}

export async function optionsAreTyped() {
  await client.auth.signOut(undefined, { signal: AbortSignal.timeout(1000) })
  await client.auth.signOut({}, { headers: new Headers(), onError: ({ code }) => code, fetch })
  await client.auth.signIn.anonymous({}, { headers: { "x-tenant": "a" } })
  // @ts-expect-error there is no such option
  await client.auth.signOut(undefined, { retries: 3 })
  // @ts-expect-error the endpoint has no query
  await client.auth.signOut(undefined, { query: { a: 1 } })
}

export function optionsOfTheClientAreTyped() {
  const storage = { get: () => null, set() {}, async remove() {} }
  createClient<API>()()
  createClient<API>()({ bearer: true, storage, baseURL: "http://localhost:3000" })
  createClient<API>()({ headers: async () => ({ "x-a": "b" }), onError() {} })
  // @ts-expect-error a storage of what would not be sent
  createClient<API>()({ storage })
  // @ts-expect-error there is no such option
  createClient<API>()({ baseUrl: "/api" })
}
