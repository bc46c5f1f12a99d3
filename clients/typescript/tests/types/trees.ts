// Compiled, not run: APIs of other shapes than that of the two plugins.
import { createClient as createBareClient } from "nevr"
import { type Client, type ClientPlugin, createClient, type Result } from "nevr/client"
import { createClient as createReactClient } from "nevr/client/react"
import { createClient as createSolidClient } from "nevr/client/solid"
import { createClient as createSvelteClient } from "nevr/client/svelte"
import { createClient as createVueClient } from "nevr/client/vue"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { type AuthClient, authClient } from "nevr/plugins/auth/client"
import type { API } from "../app/api"
import { type Equal, expectType } from "./expect"

interface Item {
  id: string
}

interface Shop {
  entities: { item: Item }
  endpoints: {
    shop: {
      item: {
        get: { input?: { page?: number }; output: Item[]; error: "A" }
        post: { input: { title: string }; query: { dryRun: boolean }; output: Item; error: "B" }
        $id: {
          get: { output: Item; error: "NOT_FOUND" }
          delete: { output: undefined; error: "NOT_FOUND" }
          buy: { post: { input?: { amount?: number }; query?: { coupon?: string }; output: Item } }
        }
      }
      "/get": { get: { output: Item; error: "C" } }
      "2fa-code": { post: { input: { a: 1 } | { b: 2 }; output: Item; error: "D" } }
      either: { put: { input?: { a?: 1 } | { b?: 2 }; output: Item; error: "E" } }
    }
    "/session": { get: { output: Item; error: "F" } }
    account: {
      getSession: { get: { output: { session: Item; user: Item } | null; error: "G" } }
      anonymous: { link: { post: { input: { email: string }; output: Item; error: "H" } } }
    }
  }
}

const shop = createClient<Shop>()()

export async function methodsAndChildrenShareALevel() {
  const listed: Result<Item[], "A"> = await shop.shop.item.get({ page: 2 })
  const made: Result<Item, "B"> = await shop.shop.item(
    { title: "Tea" },
    { query: { dryRun: true } },
  )
  const one: Result<Item, "NOT_FOUND"> = await shop.shop.item.$id("42").get()
  const gone = await shop.shop.item.$id(42).delete()
  expectType<Equal<typeof gone.data, undefined | null>>(true)
  const bought: Result<Item> = await shop.shop.item.$id("42").buy()
  await shop.shop.item.$id("42").buy({ amount: 2 }, { query: { coupon: "x" } })
  await shop.shop.item.$id("42").buy.post(undefined, { query: { coupon: "x" } })
  // @ts-expect-error the query is missing
  await shop.shop.item({ title: "Tea" })
  // @ts-expect-error the query is missing here, too
  await shop.shop.item.post({ title: "Tea" }, {})
  // @ts-expect-error a query that the server does not know
  await shop.shop.item.$id("42").buy({}, { query: { kupon: "x" } })
  // @ts-expect-error the value is missing
  await shop.shop.item.$id.get()
  // @ts-expect-error a value can't be an object
  await shop.shop.item.$id({}).get()
  // @ts-expect-error there is no POST at this level
  await shop.shop.item.$id("42")()
  return [listed, made, one, bought]
}

export async function reservedSegmentsHaveASlash() {
  await shop.shop["/get"].get()
  await shop["/session"].get()
  // @ts-expect-error that is the method
  await shop.shop.get()
}

export async function inputsMayBeUnions() {
  await shop.shop["2fa-code"]({ a: 1 })
  await shop.shop["2fa-code"]({ b: 2 })
  // @ts-expect-error neither of them
  await shop.shop["2fa-code"]({})
  await shop.shop.either.put({ a: 1 })
  await shop.shop.either.put()
}

export async function pluginsAreMergedDeep() {
  const { signIn, anonymous, getSession } = createClient<API>()({
    plugins: [authClient(), anonymousClient()],
  }).auth
  await signIn.email({ email: "", password: "" })
  await anonymous.link({ email: "", password: "" })
  await anonymous.linkAccount({ email: "", password: "" })
  await getSession()
  const bare = createClient<API>()().auth
  // @ts-expect-error without the plugin there is no such name
  bare.anonymous.linkAccount
  // @ts-expect-error nor is this GET
  await bare.getSession()
  await bare.getSession.get()
}

export function theSessionComesWithAuth() {
  const store = createClient<API>()({ plugins: [authClient()] }).session
  const { data, error, isPending } = store.get()
  expectType<Equal<typeof isPending, boolean>>(true)
  data?.user.isAnonymous satisfies boolean | undefined
  data?.session.expiresAt satisfies string | undefined
  // @ts-expect-error only the client writes it
  store.set(null)
  // @ts-expect-error there is no such field
  data?.user.nickname
  if (error?.code === "SERVICE_UNAVAILABLE") return error.retryAfter
  // @ts-expect-error reading the session does not fail with this
  if (error?.code === "UNAUTHORIZED") return 0
  // @ts-expect-error without auth's plugin there is none
  createClient<API>()().session
  // @ts-expect-error nor where the API has no auth
  createClient<{ endpoints: { health: object } }>()({ plugins: [authClient()] }).session
  return 0
}

const reactClient = createReactClient<API>()({ plugins: [authClient()] })

export function useInReactTheSessionIsAHook() {
  const state = reactClient.useSession()
  state.data?.user.isAnonymous satisfies boolean | undefined
  reactClient.session.subscribe(({ data }) => data?.user.id)
}

export function inOtherFrameworksItIsWhatTheyUse() {
  const plugins = [authClient()] as const
  const solid = createSolidClient<API>()({ plugins }).useSession()
  const svelte = createSvelteClient<API>()({ plugins }).useSession()
  const vue = createVueClient<API>()({ plugins }).useSession()
  const states = [solid(), svelte.current, vue.value] as const
  expectType<Equal<(typeof states)[0], ReturnType<typeof reactClient.useSession>>>(true)
  expectType<Equal<(typeof states)[1], (typeof states)[0]>>(true)
  expectType<Equal<(typeof states)[2], (typeof states)[0]>>(true)
  // @ts-expect-error only the client writes it
  vue.value = states[0]
  // @ts-expect-error without auth's plugin there is none
  createVueClient<API>()().useSession
}

export async function aServerHandsTheSessionOver() {
  const { auth, session } = createBareClient<API>()({ plugins: [authClient()] })
  const { data, error } = await auth.getSession()
  if (!error) session.hydrate(data)
  // @ts-expect-error that is the state, not the session
  session.hydrate(session.get())
}

export async function authMayLiveElsewhere() {
  const client = createClient<Shop>()({
    plugins: [authClient({ basePath: "/account" }), anonymousClient({ basePath: "/account" })],
  })
  await client.account.getSession()
  await client.account.anonymous.linkAccount({ email: "" })
  client.session.get().data?.user.id satisfies string | undefined
  // @ts-expect-error this API has no list of sessions, so nothing is named for it
  client.account.listSessions
}

const shopClient = () =>
  ({
    id: "shop",
    aliases: { shop: { list: "GET /shop/item", enter: "POST /shop/2fa-code" } },
    changesSession: ["POST /shop/2fa-code"],
  }) as const satisfies ClientPlugin

export async function pluginsCanBeWrittenByAnybody() {
  const client = createClient<Shop>()({ plugins: [shopClient()] })
  const listed: Result<Item[], "A"> = await client.shop.list({ page: 1 })
  await client.shop.enter({ a: 1 })
  // @ts-expect-error the alias takes what the endpoint takes
  await client.shop.list({ side: 1 })
  // @ts-expect-error not a route
  const wrong = { id: "x", changesSession: ["/shop/item"] } as const satisfies ClientPlugin
  return [listed, wrong]
}

export function clientsCanBeNamed(client: Client<API, [AuthClient]>) {
  return client.auth.getSession({ refresh: false })
}
