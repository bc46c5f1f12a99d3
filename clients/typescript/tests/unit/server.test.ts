// Outside of a browser: rendering on a server, a job, a test.
import { createClient } from "nevr/client"
import { expect, test } from "vitest"
import type { API } from "../app/api"
import { plugins } from "../support/clients"
import { always, Fake, session, settle } from "../support/fake"

function onServer(fake: Fake, headers?: Record<string, string>) {
  const baseURL = "HTTPS://Shop.example:443/api"
  return createClient<API>()({ baseURL, fetch: fake.fetch, headers, plugins: plugins() })
}

const cookie = "nevr.session_token=x"

test("nothing is kept from one call to the next", async () => {
  const fake = new Fake(always(session("ada")))
  const client = onServer(fake)
  const stop = client.session.subscribe(() => {})
  await client.auth.signIn.anonymous({}, { headers: { cookie } })
  await client.session.refetch()
  await settle()
  expect(client.session.get()).toEqual({ data: null, error: null, isPending: true })
  expect(fake.asked).toHaveLength(1)
  await client.auth.getSession()
  expect(fake.last.headers.get("cookie")).toBeNull()
  expect(fake.asked.map(({ init }) => init.cache)).toEqual(["no-store", "no-store"])
  stop()
})

test("redirects are not followed, and `credentials` is not set", async () => {
  const fake = new Fake(always("", 302, { location: "https://evil.example" }))
  const { error } = await onServer(fake).auth.getSession({}, { headers: { cookie } })
  expect(error).toMatchObject({ status: 302, code: "INVALID_RESPONSE" })
  expect(fake.only.init.redirect).toBe("manual")
  expect(fake.only.init).not.toHaveProperty("credentials")
})

test("the headers of a request may be passed on as they are", async () => {
  const fake = new Fake(always("null"))
  const headers = new Headers({
    cookie,
    host: "shop.example",
    connection: "keep-alive",
    "content-length": "10",
    "content-type": "text/html",
    "transfer-encoding": "chunked",
    "accept-encoding": "br",
    accept: "text/html",
    "if-none-match": "x",
    "x-forwarded-for": "203.0.113.7",
    "user-agent": "Mozilla/5.0",
  })
  await onServer(fake).auth.updateUser({ name: "x" }, { headers })
  expect(Object.fromEntries(fake.only.headers)).toEqual({
    accept: "application/json",
    "content-type": "application/json",
    cookie,
    origin: "https://shop.example",
    "user-agent": "Mozilla/5.0",
    "x-forwarded-for": "203.0.113.7",
  })
})

test("headers of Node's own requests may be passed on, too", async () => {
  const fake = new Fake(always("null"))
  const headers = { cookie, via: ["a", "b"], "x-none": undefined, "content-length": "0" }
  await onServer(fake).auth.getSession({}, { headers })
  expect(fake.only.headers.get("via")).toBe("a,b")
  expect(fake.only.headers.has("x-none")).toBe(false)
})

test.each([
  ["a cookie, and no origin: its own", { cookie }, "https://shop.example"],
  ["an origin: that one", { cookie, origin: "https://evil.example" }, "https://evil.example"],
  ["no cookie: none is needed", {}, null],
  ["a bearer token: none is needed", { authorization: "Bearer x" }, null],
])("with %s, a call that changes something has the origin %s", async (_, headers, origin) => {
  const fake = new Fake(always("{}"))
  await onServer(fake).auth.signOut(undefined, { headers })
  expect(fake.only.headers.get("origin")).toBe(origin)
})

test.each([
  ["nothing else is said", undefined, "?refresh=false"],
  ["it is asked for", { refresh: true }, "?refresh=true"],
])("a read extends the session of the browser it is for only if %s", async (_, input, query) => {
  const fake = new Fake(always("null"))
  const { auth } = onServer(fake)
  await auth.getSession(input, { headers: { cookie } })
  await auth.getSession.get(input, { headers: { authorization: "Bearer x" } })
  const line = `GET HTTPS://Shop.example:443/api/auth/get-session${query}`
  expect(fake.lines).toEqual([line, line])
  await auth.listSessions({}, { headers: { cookie } })
  expect(fake.last.line).toMatch(/list-sessions$/)
})

test("a client with a token of its own extends its session", async () => {
  const fake = new Fake(always("null"))
  const baseURL = "https://shop.example/api"
  const client = createClient<API>()({
    baseURL,
    fetch: fake.fetch,
    bearer: true,
    plugins: plugins(),
  })
  await client.auth.getSession()
  expect(fake.only.line).toBe("GET https://shop.example/api/auth/get-session")
})

test("a session that is handed over is not kept: the next request may be another user's", () => {
  const client = onServer(new Fake())
  client.session.hydrate(session("ada") as never)
  expect(client.session.value).toEqual({ data: null, error: null, isPending: true })
})

test("a call that only reads needs no origin", async () => {
  const fake = new Fake(always("null"))
  await onServer(fake).auth.getSession({}, { headers: { cookie } })
  expect(fake.only.headers.has("origin")).toBe(false)
})

test("the app's public origin can be set once", async () => {
  const fake = new Fake(always("{}"))
  const { auth } = onServer(fake, { origin: "https://public.example" })
  await auth.signOut(undefined, { headers: { cookie } })
  expect(fake.only.headers.get("origin")).toBe("https://public.example")
})
