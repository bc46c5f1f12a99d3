import { type ClientOptions, createClient, type TokenStorage } from "nevr/client"
import { expect, test, vi } from "vitest"
import type { API } from "../app/api"
import { plugins } from "../support/clients"
import { always, Fake, failed, session, settle } from "../support/fake"
import { openPage } from "../support/page"

function native(fake: Fake, storage?: TokenStorage, onError?: ClientOptions["onError"]) {
  const baseURL = "https://x.example"
  const { fetch } = fake
  const options = { baseURL, bearer: true, storage, fetch, onError, plugins: plugins() } as const
  return createClient<API>()(options)
}

/** Answers every sign-in, with the tokens t1, t2 and so on. */
const signingIn = () => {
  let tokens = 0
  return new Fake((asked) =>
    asked.line.startsWith("POST")
      ? asked.answer({ token: `t${++tokens}`, user: { id: "a" } })
      : asked.answer(session("ada")),
  )
}

const sent = (fake: Fake) => fake.asked.map(({ headers }) => headers.get("authorization"))

function memory(first: string | null = null) {
  let kept = first
  const log: string[] = []
  const storage: TokenStorage = {
    get: () => kept,
    set(token) {
      kept = token
      log.push(`set ${token}`)
    },
    remove() {
      kept = null
      log.push("remove")
    },
  }
  return { storage, log }
}

test("the token of an answer is sent from then on, and no cookie is", async () => {
  openPage()
  const fake = signingIn()
  const { auth } = native(fake)
  await auth.signIn.anonymous()
  await auth.getSession()
  await auth.anonymous.linkAccount({ email: "", password: "" })
  await auth.getSession()
  expect(sent(fake)).toEqual([null, "Bearer t1", "Bearer t1", "Bearer t2"])
  expect(new Set(fake.asked.map(({ init }) => init.credentials))).toEqual(new Set(["omit"]))
})

test("nothing is put into the page's storage", async () => {
  const touched = vi.fn()
  const watched = new Proxy({}, { get: touched, set: touched })
  openPage()
  vi.stubGlobal("localStorage", watched)
  vi.stubGlobal("sessionStorage", watched)
  await native(signingIn()).auth.signIn.anonymous()
  expect(touched).not.toHaveBeenCalled()
})

test("a token that the server renews replaces the old one", async () => {
  const fake = new Fake((asked) =>
    asked.line.endsWith("anonymous")
      ? asked.answer({ token: "t1", user: {} })
      : asked.answer(session("ada"), 200, { "X-Nevr-Token": "t2" }),
  )
  const { auth } = native(fake)
  await auth.signIn.anonymous()
  await auth.getSession()
  await auth.getSession()
  expect(sent(fake)).toEqual([null, "Bearer t1", "Bearer t2"])
})

test("a late renewal of an old token does not take the place of a new one", async () => {
  const fake = new Fake()
  const { auth } = native(fake, memory("t1").storage)
  const slow = auth.getSession()
  await settle()
  const [reading] = fake.asked
  const link = auth.anonymous.linkAccount({ email: "", password: "" })
  await settle()
  fake.last.answer({ success: true, token: "t2", user: {} })
  await link
  reading?.answer(session("ada"), 200, { "x-nevr-token": "t1-renewed" })
  await slow
  auth.getSession()
  await settle()
  expect(fake.last.headers.get("authorization")).toBe("Bearer t2")
})

test.each([
  ["sign-out", 200],
  ["sign-out while the database is away", 503],
])("%s forgets the token", async (_, status) => {
  const { storage, log } = memory("t1")
  const fake = new Fake(always(status === 200 ? "{}" : failed("SERVICE_UNAVAILABLE"), status))
  const { auth } = native(fake, storage)
  await auth.signOut()
  await auth.getSession()
  expect(sent(fake)).toEqual(["Bearer t1", null])
  expect(log).toEqual(["remove"])
})

test.each([
  ["a sign-out that did not arrive", (asked: { fail(): void }) => asked.fail()],
  ["a delete that was not done", always(failed("SERVICE_UNAVAILABLE"), 503)],
])("%s keeps the token", async (name, answer) => {
  const { storage, log } = memory("t1")
  const { auth } = native(new Fake(answer), storage)
  await (name.includes("delete") ? auth.deleteUser() : auth.signOut())
  expect(log).toEqual([])
})

test("a token whose session has ended is removed; one that could not be looked up is not", async () => {
  const { storage, log } = memory("t1")
  let answer = always(failed("SERVICE_UNAVAILABLE"), 503)
  const { auth } = native(new Fake((asked) => answer(asked)), storage)
  await auth.getSession()
  expect(log).toEqual([])
  answer = always("null")
  await auth.getSession()
  expect(log).toEqual(["remove"])
})

test("a member `token` in another endpoint's answer is not taken for a session's token", async () => {
  const fake = new Fake(always({ token: "canary", user: {} }))
  const { auth, health } = native(fake)
  await health.get()
  await auth.listSessions()
  await auth.getSession()
  expect(sent(fake)).toEqual([null, null, null])
})

test("a storage is read once, before the first call, however many wait for it", async () => {
  let give: (token: string) => void = () => {}
  const get = vi.fn(() => new Promise<string>((resolve) => (give = resolve)))
  const fake = new Fake(always(session("ada")))
  const { auth } = native(fake, { ...memory().storage, get })
  const calls = [auth.getSession(), auth.listSessions()]
  await settle()
  expect(fake.asked).toEqual([])
  give("t1")
  await Promise.all(calls)
  expect(sent(fake)).toEqual(["Bearer t1", "Bearer t1"])
  expect(get).toHaveBeenCalledOnce()
})

test("a sign-in is done when its token is stored", async () => {
  let stored = () => {}
  const set = vi.fn(() => new Promise<void>((resolve) => (stored = resolve)))
  const { auth } = native(signingIn(), { ...memory().storage, set })
  let done = false
  const call = auth.signIn.anonymous().then(() => (done = true))
  await settle()
  expect(set).toHaveBeenCalledExactlyOnceWith("t1")
  expect(done).toBe(false)
  stored()
  await call
})

test("writes arrive in order, however slow the storage", async () => {
  const log: string[] = []
  const release: (() => void)[] = []
  const later = (word: string) =>
    new Promise<void>((resolve) =>
      release.push(() => {
        log.push(word)
        resolve()
      }),
    )
  const storage = { get: () => null, set: later, remove: () => later("remove") }
  const { auth } = native(signingIn(), storage)
  const calls = [auth.signIn.email({ email: "", password: "" }), auth.updateUser({})]
  await settle()
  expect(release).toHaveLength(1)
  release[0]?.()
  await settle()
  release[1]?.()
  await Promise.all(calls)
  expect(log).toEqual(["t1", "t2"])
})

test("a storage that can't be read is an error, not a call without a token", async () => {
  const get = vi.fn<() => string>().mockImplementationOnce(() => {
    throw new Error("canary")
  })
  const fake = signingIn()
  const { auth } = native(fake, { ...memory().storage, get: get.mockReturnValue("t0") })
  expect((await auth.signIn.anonymous()).error).toEqual({
    status: 0,
    code: "STORAGE_ERROR",
    message: "The token could not be read",
  })
  expect(fake.asked).toEqual([])
  expect((await auth.getSession()).error).toBeNull()
  expect(sent(fake)).toEqual(["Bearer t0"])
})

test("if a storage can't be written, the session stays in memory and onError is called", async () => {
  const onError = vi.fn()
  const set = () => Promise.reject(new Error("canary"))
  const fake = signingIn()
  const { auth } = native(fake, { ...memory().storage, set }, onError)
  expect((await auth.signIn.anonymous()).error).toBeNull()
  await auth.getSession()
  expect(sent(fake)).toEqual([null, "Bearer t1"])
  expect(onError).toHaveBeenCalledExactlyOnceWith({
    status: 0,
    code: "STORAGE_ERROR",
    message: "The token could not be stored",
  })
})

test("no error quotes a token, not even one that can't be a header", async () => {
  const { auth } = native(new Fake(), memory("canary\n\u{1F980}").storage)
  const { error } = await auth.getSession()
  expect(error?.code).toBe("NETWORK_ERROR")
  expect(JSON.stringify(error)).not.toContain("canary")
})

test("the token is sent to baseURL only, and not to where a redirect leads", async () => {
  openPage()
  const fake = new Fake(always("", 307, { location: "https://evil.example" }))
  const { error } = await native(fake, memory("t1").storage).auth.getSession()
  expect(fake.only.init.redirect).toBe("manual")
  expect(error?.code).toBe("INVALID_RESPONSE")
})

test("outside of a page the session is kept, because a bearer client has one user", async () => {
  const { session: store, auth } = native(signingIn())
  await auth.signIn.anonymous()
  store.subscribe(() => {})
  await settle()
  expect(store.value?.data?.user.name).toBe("ada")
})

test("tabs that share a storage read it again when another one changed the session", async () => {
  const { api } = openPage()
  const { storage } = memory()
  const fakes = [signingIn(), new Fake(always("null"))]
  const [one, other] = fakes.map(({ fetch }) =>
    createClient<API>()({ bearer: true, storage, fetch, plugins: plugins() }),
  )
  const stop = other?.session.subscribe(() => {})
  await settle()
  await one?.auth.signIn.anonymous()
  await expect.poll(() => fakes[1]?.last.headers.get("authorization")).toBe("Bearer t1")
  expect(fakes[1]?.last.line).toBe(`GET ${api}/auth/get-session`)
  stop?.()
})
