// Clients outside of a browser, with a real server.
import { createClient, type Fetch } from "nevr/client"
import { beforeAll, expect, test } from "vitest"
import type { API } from "../app/api"
import { Browser } from "../support/browser"
import { bearerClient, plugins, somebody } from "../support/clients"
import { type Server, serve } from "../support/server"

const realFetch = fetch

let server: Server
beforeAll(async () => {
  server = await serve()
})

test("with bearer, an account needs no cookie and no origin from sign-up to deletion", async () => {
  const { auth } = bearerClient(server.origin)
  const { data: guest } = await auth.signIn.anonymous()
  expect((await auth.signIn.anonymous()).data?.user.id).toBe(guest?.user.id)
  const person = somebody()
  const linked = await auth.anonymous.linkAccount(person)
  expect(linked.data?.user.id).toBe(guest?.user.id)
  expect((await auth.listSessions()).data).toMatchObject([{ current: true }])
  const changed = await auth.changePassword({
    currentPassword: person.password,
    newPassword: "another-uncommon-passphrase",
  })
  expect(changed.error).toBeNull()
  expect((await auth.getSession()).data?.user.email).toBe(person.email)
  expect((await auth.revokeSessions()).data).toEqual({ status: true })
  expect((await auth.getSession()).data).toBeNull()
  expect((await auth.listSessions()).error).toMatchObject({ status: 401, code: "UNAUTHORIZED" })
})

test("two bearer clients are two users", async () => {
  const [one, other] = [bearerClient(server.origin), bearerClient(server.origin)]
  const [{ data: ada }, { data: bob }] = [
    await one.auth.signIn.anonymous(),
    await other.auth.signIn.anonymous(),
  ]
  expect(ada?.user.id).not.toBe(bob?.user.id)
  expect((await one.auth.getSession()).data?.user.id).toBe(ada?.user.id)
})

test("a server passes on the cookie of the request that it answers, and its calls are accepted", async () => {
  const client = createClient<API>()({ baseURL: server.origin, plugins: plugins() })
  let cookie = ""
  const guest = await client.auth.signIn.anonymous(
    {},
    {
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? ""
        return response
      },
    },
  )
  const headers = { cookie }
  const updated = await client.auth.updateUser({ name: "Ada" }, { headers })
  expect(updated.data?.user).toMatchObject({ id: guest.data?.user.id, name: "Ada" })
  expect((await client.auth.getSession({}, { headers })).data?.user.name).toBe("Ada")
  expect((await client.auth.getSession()).data).toBeNull()
  const evil = { cookie, origin: "https://evil.example" }
  const refused = await client.auth.signOut(undefined, { headers: evil })
  expect(refused.error).toMatchObject({ status: 403, code: "INVALID_ORIGIN" })
})

test("a server's read does not extend the session of the browser it is for, the browser's own does", async () => {
  const sliding = await serve(
    'database = "sqlite"\n[server]\nport = 0\n[plugins.auth]\nsession = { updateAge = "1s" }\n' +
      "[plugins.auth.plugins.anonymous]\n",
  )
  const onServer = createClient<API>()({ baseURL: sliding.origin, plugins: plugins() })
  const browser = new Browser(sliding.origin)
  browser.open()
  const inPage = createClient<API>()({ baseURL: sliding.origin, plugins: plugins() })
  await inPage.auth.signIn.anonymous()
  const headers = { cookie: browser.cookie ?? "" }
  const seen = await onServer.auth.getSession({}, { headers })
  const expires = seen.data?.session.expiresAt
  const due = Date.parse(seen.data?.session.updatedAt ?? "") + 1000
  let date = 0
  // The server's clock, by the answers themselves.
  const dated: Fetch = async (url, init) => {
    const response = await realFetch(url, init)
    date = Date.parse(response.headers.get("date") ?? "")
    return response
  }
  const read = async () => {
    const { data } = await onServer.auth.getSession({}, { headers, fetch: dated })
    expect(data?.session.expiresAt).toBe(expires)
    return date
  }
  await expect.poll(read, { timeout: 30_000 }).toBeGreaterThan(due)
  await inPage.auth.getSession()
  const { data } = await onServer.auth.getSession({}, { headers: { cookie: browser.cookie ?? "" } })
  expect(Date.parse(data?.session.expiresAt ?? "")).toBeGreaterThan(Date.parse(expires ?? ""))
})

test("the eleventh guest in a minute gets the time to wait", async () => {
  const strict = await serve(
    'database = "sqlite"\n[server]\nport = 0\n[plugins.auth]\n[plugins.auth.plugins.anonymous]\n',
  )
  for (let guest = 1; guest <= 10; guest++) {
    expect((await bearerClient(strict.origin).auth.signIn.anonymous()).error).toBeNull()
  }
  const { error } = await bearerClient(strict.origin).auth.signIn.anonymous()
  expect(error).toMatchObject({ status: 429, code: "RATE_LIMITED" })
  expect(error?.retryAfter).toBeGreaterThan(0)
  expect(error?.retryAfter).toBeLessThanOrEqual(60)
})

test("a server that can't be reached is an error like any other", async () => {
  const gone = await serve()
  gone.stop()
  await expect
    .poll(async () => (await bearerClient(gone.origin).health.get()).error)
    .toEqual({ status: 0, code: "NETWORK_ERROR", message: "The server could not be reached" })
})
