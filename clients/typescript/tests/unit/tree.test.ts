import { inspect } from "node:util"
import { type ClientPlugin, createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import { expect, test } from "vitest"
import { always, Fake } from "../support/fake"

// biome-ignore lint/suspicious/noExplicitAny: what an API has is the types' business, not these tests'
type Anything = any

function untyped(...plugins: ClientPlugin[]) {
  const fake = new Fake(always("null"))
  const baseURL = "https://x.example"
  const client = createClient<{ endpoints: object }>()({ baseURL, fetch: fake.fetch, plugins })
  return { client: client as Anything, fake }
}

test.each<[(client: Anything) => unknown, string]>([
  [(c) => c.auth.signIn.email(), "POST /auth/sign-in/email"],
  [(c) => c.auth.getSession.get(), "GET /auth/get-session"],
  [(c) => c.auth.user.put(), "PUT /auth/user"],
  [(c) => c.auth.user.patch(), "PATCH /auth/user"],
  [(c) => c.auth.user.delete(), "DELETE /auth/user"],
  [(c) => c.auth.user.head(), "HEAD /auth/user"],
  [(c) => c.auth.user.post(), "POST /auth/user"],
  [(c) => c["openapi.json"].get(), "GET /openapi.json"],
  [(c) => c["/getThing"](), "POST /getThing"],
  [(c) => c["/get"].get(), "GET /get"],
  [(c) => c["/then"](), "POST /then"],
  [(c) => c["2fa-code"](), "POST /2fa-code"],
  [(c) => c.v1.name.length.apply(), "POST /v1/name/length/apply"],
  [(c) => c.item.$id("42").get(), "GET /item/42"],
  [(c) => c.item.$id(42)(), "POST /item/42"],
  [(c) => c.item.$id("a/b?c#d e").buy(), "POST /item/a%2Fb%3Fc%23d%20e/buy"],
  [(c) => c.item.$id("...").get(), "GET /item/..."],
  [(c) => c["$file-{id}.json"]("..").get(), "GET /file-...json"],
  [(c) => c["$file-{id}.json"]("$&").get(), "GET /file-%24%26.json"],
])("%s is %s", async (call, line) => {
  const { client, fake } = untyped()
  await call(client)
  expect(fake.only.line).toBe(line.replace("/", "https://x.example/api/"))
})

test.each(["", ".", ".."])(
  "the value %j would lead to another endpoint, and is not sent",
  async (id) => {
    const { client, fake } = untyped()
    const { error } = await client.item.$id(id).delete()
    expect(error).toMatchObject({ status: 0, code: "NETWORK_ERROR" })
    expect((await client.item.$id(id).comments.all()).error).toEqual(error)
    expect(fake.asked).toEqual([])
  },
)

test("a query has the given members, none for null and undefined, and one for each item of a list", async () => {
  const { client, fake } = untyped()
  await client.a.get({ b: "ü &", c: null, d: undefined, e: [1, 2], f: false })
  await client.a.get({})
  await client.a.post({ x: 1 }, { query: { dryRun: true } })
  expect(fake.lines).toEqual([
    "GET https://x.example/api/a?b=%C3%BC+%26&e=1&e=2&f=false",
    "GET https://x.example/api/a",
    "POST https://x.example/api/a?dryRun=true",
  ])
  expect(fake.asked.map(({ body }) => body)).toEqual([undefined, undefined, { x: 1 }])
})

test("a body is JSON with its content type; without a body there is none", async () => {
  const { client, fake } = untyped()
  await client.a({ b: 1 })
  await client.a()
  await client.a(null)
  expect(fake.asked.map(({ body, headers }) => [body, headers.get("content-type")])).toEqual([
    [{ b: 1 }, "application/json"],
    [undefined, null],
    [undefined, null],
  ])
})

test("no level looks like a promise, or sends a request when it is inspected", async () => {
  const { client, fake } = untyped(authClient())
  for (const level of [client, client.auth, client.auth.signIn]) {
    expect(level.then).toBeUndefined()
    expect(level.toJSON).toBeUndefined()
    expect(level[Symbol.iterator]).toBeUndefined()
    expect(level[Symbol.toPrimitive]).toBeUndefined()
    expect(await level).toBe(level)
    expect(JSON.stringify({ level })).toBe("{}")
    expect(() => `${level}`).toThrow(TypeError)
    expect(inspect(level)).toBeTypeOf("string")
  }
  expect(fake.asked).toEqual([])
})

test("a level is the same object each time it is read", () => {
  const { client } = untyped()
  expect(client.auth.signIn).toBe(client.auth.signIn)
  expect(client.auth.signIn).not.toBe(client.auth.signOut)
})

test("aliases of plugins are merged deep, and leave the rest alone", async () => {
  const { client, fake } = untyped(authClient(), anonymousClient(), {
    id: "auth.referral",
    aliases: { auth: { anonymous: { invite: "PUT /auth/referral/invite" } } },
  })
  await client.auth.getSession({ refresh: false })
  await client.auth.getSession.get({ refresh: true })
  await client.auth.listAccounts()
  await client.auth.listSessions()
  await client.auth.anonymous.linkAccount({ email: "" })
  await client.auth.anonymous.invite({ code: "" })
  await client.auth.anonymous.link({ email: "" })
  await client.auth.signIn.anonymous()
  expect(fake.lines.map((line) => line.replace("https://x.example/api", ""))).toEqual([
    "GET /auth/get-session?refresh=false",
    "GET /auth/get-session?refresh=true",
    "GET /auth/list-accounts",
    "GET /auth/list-sessions",
    "POST /auth/anonymous/link",
    "PUT /auth/referral/invite",
    "POST /auth/anonymous/link",
    "POST /auth/sign-in/anonymous",
  ])
})

test("plugins follow auth to another base path", async () => {
  const basePath = "/v1/my-users"
  const { client, fake } = untyped(authClient({ basePath }), anonymousClient({ basePath }))
  await client.v1.myUsers.getSession({ refresh: true })
  await client.v1.myUsers.anonymous.linkAccount({})
  expect(fake.lines).toEqual([
    "GET https://x.example/api/v1/my-users/get-session?refresh=true",
    "POST https://x.example/api/v1/my-users/anonymous/link",
  ])
})
