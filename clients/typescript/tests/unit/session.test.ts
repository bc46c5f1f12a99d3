import { beforeEach, expect, test, vi } from "vitest"
import { always, Fake, failed, session, settle } from "../support/fake"
import { openPage, tab } from "../support/page"

let page: ReturnType<typeof openPage>
beforeEach(() => {
  page = openPage()
})

/** The states of the store so far: who is signed in, with `?` after it while the read is pending. */
function watch({ session }: ReturnType<typeof tab>) {
  const seen: string[] = []
  const stop = session.subscribe(({ data, error, isPending }) => {
    seen.push((data?.user.name ?? error?.code ?? "nobody") + (isPending ? "?" : ""))
  })
  return { seen, stop }
}

const READ = "/auth/get-session"
const lines = (fake: Fake) => fake.lines.map((line) => line.replace(page.api, ""))

test("making a client sends no request, nor does reading its store", async () => {
  const fake = new Fake()
  const { session: store, useSession } = tab(fake)
  expect(useSession).toBe(store)
  expect(store.value).toEqual({ data: null, error: null, isPending: true })
  await settle()
  expect(fake.asked).toEqual([])
})

test("the session is read at the first subscription, once for all subscribers", async () => {
  const fake = new Fake(always(session("ada")))
  const client = tab(fake)
  const [one, other] = [watch(client), watch(client)]
  await settle()
  expect(lines(fake)).toEqual([`GET ${READ}`])
  expect(fake.only.init.credentials).toBe("include")
  expect(one.seen).toEqual(["nobody?", "ada"])
  expect(other.seen).toEqual(["nobody?", "ada"])
})

test("the session is read when its value is first read with `get`", async () => {
  const fake = new Fake(always(session("ada")))
  const client = tab(fake)
  expect(client.session.get()).toEqual({ data: null, error: null, isPending: true })
  await settle()
  expect(client.session.get().data?.user.name).toBe("ada")
  expect(fake.asked).toHaveLength(1)
})

test("an answer of null means that nobody is signed in", async () => {
  const { seen } = watch(tab(new Fake(always("null"))))
  await settle()
  expect(seen).toEqual(["nobody?", "nobody"])
})

test.each([
  [
    "a sign-in",
    "POST",
    (c: ReturnType<typeof tab>) => c.auth.signIn.email({ email: "", password: "" }),
  ],
  ["a guest sign-in", "POST", (c) => c.auth.signIn.anonymous()],
  ["a sign-up", "POST", (c) => c.auth.signUp.email({ name: "", email: "", password: "" })],
  ["a link by its alias", "POST", (c) => c.auth.anonymous.linkAccount({ email: "", password: "" })],
  ["a link by its path", "POST", (c) => c.auth.anonymous.link.post({ email: "", password: "" })],
  ["an update", "POST", (c) => c.auth.updateUser({ name: "" })],
  [
    "a new password",
    "POST",
    (c) => c.auth.changePassword({ currentPassword: "", newPassword: "" }),
  ],
  ["the end of a session", "POST", (c) => c.auth.revokeSession({ id: "" })],
  ["the end of other sessions", "POST", (c) => c.auth.revokeOtherSessions()],
] satisfies [string, string, (c: ReturnType<typeof tab>) => Promise<unknown>][])(
  "after %s the session is read anew, and pending by the time the call is done",
  async (_, __, call) => {
    const fake = new Fake(always(session("ada")))
    const client = tab(fake)
    const { seen } = watch(client)
    await settle()
    await call(client)
    expect(client.session.value?.isPending).toBe(true)
    await settle()
    expect(lines(fake)).toHaveLength(3)
    expect(lines(fake)[2]).toBe(`GET ${READ}`)
    expect(seen).toEqual(["nobody?", "ada", "ada?", "ada"])
  },
)

test.each([
  ["sign-out", (c: ReturnType<typeof tab>) => c.auth.signOut()],
  ["delete-user", (c: ReturnType<typeof tab>) => c.auth.deleteUser()],
  ["revoke-sessions", (c: ReturnType<typeof tab>) => c.auth.revokeSessions()],
])("after %s nobody is signed in, without asking", async (_, call) => {
  const fake = new Fake(always(session("ada")))
  const client = tab(fake)
  const { seen } = watch(client)
  await settle()
  await call(client)
  await settle()
  expect(seen).toEqual(["nobody?", "ada", "nobody"])
  expect(fake.asked).toHaveLength(2)
})

test("a call that only reads, and one that is refused, change nothing", async () => {
  const fake = new Fake((asked) =>
    asked.line.startsWith("GET") ? asked.answer(session("ada")) : asked.answer(failed("NO"), 409),
  )
  const client = tab(fake)
  const { seen } = watch(client)
  await settle()
  await client.auth.listSessions()
  await client.auth.signIn.anonymous()
  await settle()
  expect(seen).toEqual(["nobody?", "ada"])
  expect(lines(fake).filter((line) => line.endsWith(READ))).toHaveLength(1)
})

test.each([
  ["no answer", 0],
  ["the server in trouble", 500],
  ["nobody's session", 401],
])("after %s the session is read anew, for nobody knows", async (_, status) => {
  const fake = new Fake((asked) => {
    if (asked.line.startsWith("GET")) asked.answer(session("ada"))
    else if (status) asked.answer(failed(status === 401 ? "UNAUTHORIZED" : "NO"), status)
    else asked.fail()
  })
  const client = tab(fake)
  watch(client)
  await settle()
  await client.auth.updateUser({ name: "x" })
  await settle()
  expect(lines(fake).filter((line) => line.endsWith(READ))).toHaveLength(2)
})

test("if an endpoint of the app answers 401, the session is read again", async () => {
  const fake = new Fake((asked) =>
    asked.line.endsWith(READ)
      ? asked.answer(fake.asked.length > 1 ? "null" : session("ada"))
      : asked.answer(failed("UNAUTHORIZED"), 401),
  )
  const client = tab(fake)
  const { seen } = watch(client)
  await settle()
  await client.auth.listSessions()
  await settle()
  expect(seen).toEqual(["nobody?", "ada", "ada?", "nobody"])
  await client.auth.listSessions()
  await settle()
  expect(seen).toHaveLength(4)
})

test("an old answer does not replace a newer one", async () => {
  const fake = new Fake()
  const { session: store } = tab({ fetch: fake.lateFetch })
  store.subscribe(() => {})
  await settle()
  const second = store.refetch()
  await settle()
  const [old, young] = fake.asked
  young?.answer(session("young"))
  expect((await second).data?.user.name).toBe("young")
  old?.answer(session("old"))
  await settle()
  expect(store.value?.data?.user.name).toBe("young")
})

test("an earlier refetch gets the newer answer, too", async () => {
  const fake = new Fake()
  const { session: store } = tab({ fetch: fake.lateFetch })
  const readings = [store.refetch(), store.refetch()]
  await settle()
  fake.asked[0]?.answer(session("old"))
  fake.asked[1]?.answer(session("young"))
  for (const reading of readings) expect((await reading).data?.user.name).toBe("young")
})

test("a read that began before a sign-in is not used after it", async () => {
  const fake = new Fake()
  const client = tab({ fetch: fake.lateFetch })
  const { seen } = watch(client)
  await settle()
  const [before] = fake.asked
  const signIn = client.auth.signIn.anonymous()
  await settle()
  fake.last.answer({ token: null, user: {} })
  await signIn
  await settle()
  before?.answer("null")
  await settle()
  fake.last.answer(session("guest"))
  await settle()
  expect(seen).toEqual(["nobody?", "guest"])
})

test("such a read is aborted when the sign-in begins, because its cookie could replace the new one", async () => {
  const fake = new Fake()
  const client = tab(fake)
  watch(client)
  await settle()
  client.auth.signIn.anonymous()
  await settle()
  expect(fake.asked.map(({ init }) => init.signal?.aborted)).toEqual([true, false])
})

test("nothing is read while a sign-in is running, even with subscribers", async () => {
  const fake = new Fake()
  const client = tab(fake)
  const signIn = client.auth.signIn.anonymous()
  const { seen } = watch(client)
  page.window.dispatchEvent(new Event("focus"))
  page.window.dispatchEvent(new Event("online"))
  await settle()
  expect(lines(fake)).toEqual(["POST /auth/sign-in/anonymous"])
  fake.last.answer(failed("RATE_LIMITED"), 429)
  await signIn
  await settle()
  expect(lines(fake)[1]).toBe(`GET ${READ}`)
  fake.last.answer("null")
  await settle()
  expect(seen).toEqual(["nobody?", "nobody"])
})

test("a session that could not be read stays what it was, with an error", async () => {
  let answer = always(session("ada"))
  const client = tab(new Fake((asked) => answer(asked)))
  watch(client)
  await settle()
  answer = always(failed("SERVICE_UNAVAILABLE"), 503)
  const state = await client.session.refetch()
  expect(state.data?.user.name).toBe("ada")
  expect(state.error).toMatchObject({ status: 503, code: "SERVICE_UNAVAILABLE" })
  answer = always(session("ada"))
  page.window.dispatchEvent(new Event("online"))
  await settle()
  expect(client.session.value?.error).toBeNull()
})

test("the focus of the window reads the session, but not too often", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  const fake = new Fake(always(session("ada")))
  const { seen } = watch(tab(fake))
  await settle()
  const look = async (event: string, later: number) => {
    vi.setSystemTime(Date.now() + later)
    page.window.dispatchEvent(new Event(event))
    await settle()
    return fake.asked.length
  }
  expect(await look("focus", 10_000)).toBe(1)
  expect(await look("online", 10_000)).toBe(1)
  expect(await look("focus", 10_000)).toBe(2)
  expect(await look("focus", 1000)).toBe(2)
  expect(await look("pageshow", 30_000)).toBe(3)
  expect(seen).toEqual(["nobody?", "ada"])
})

test("subscribers are not called when the session has not changed", async () => {
  const client = tab(new Fake(always(session("ada"))))
  watch(client)
  await settle()
  const { data } = client.session.get()
  await client.session.refetch()
  expect(client.session.get().data).toBe(data)
})

test("a later subscriber gets what changed in between", async () => {
  vi.useFakeTimers()
  const fake = new Fake(always(session("ada")))
  const client = tab(fake)
  watch(client).stop()
  await settle()
  // The store waits a moment before it unmounts.
  vi.advanceTimersByTime(2000)
  page.window.dispatchEvent(new Event("focus"))
  await client.auth.updateUser({ name: "x" })
  await settle()
  expect(lines(fake)).toEqual([`GET ${READ}`, "POST /auth/update-user"])
  expect(watch(client).seen).toEqual(["ada?"])
  await settle()
  expect(lines(fake)).toHaveLength(3)
})

test("the store's own reads are not calls: onError is not called for them", async () => {
  const fake = new Fake(always(failed("SERVICE_UNAVAILABLE"), 503))
  const client = tab(fake)
  const { seen } = watch(client)
  await settle()
  expect(seen).toEqual(["nobody?", "SERVICE_UNAVAILABLE"])
})

/** A session of a week that was extended this many hours ago. */
const handed = (name: string, hours: number) => {
  const at = (time: number) => new Date(Date.now() + time * 3_600_000).toISOString()
  const { session: known, user } = session(name)
  const data = { session: { ...known, updatedAt: at(-hours), expiresAt: at(7 * 24 - hours) }, user }
  return data as unknown as ReturnType<ReturnType<typeof tab>["session"]["get"]>["data"]
}

test("a session that a server hands over is known before the first subscriber, without a request", async () => {
  const fake = new Fake()
  const client = tab(fake)
  client.session.hydrate(handed("ada", 1))
  const { seen } = watch(client)
  await settle()
  expect(seen).toEqual(["ada"])
  expect(fake.asked).toEqual([])
})

test("so is that there is none", async () => {
  const fake = new Fake()
  const client = tab(fake)
  client.session.hydrate(null)
  expect(watch(client).seen).toEqual(["nobody"])
  await settle()
  expect(fake.asked).toEqual([])
})

test("one that has not been extended for a day is read at once, because only the browser's read extends it", async () => {
  const fake = new Fake(always(handed("ada", 0)))
  const client = tab(fake)
  client.session.hydrate(handed("ada", 24))
  const { seen } = watch(client)
  await settle()
  expect(lines(fake)).toEqual([`GET ${READ}`])
  expect(new Set(seen)).toEqual(new Set(["ada"]))
})

test("subscribers get a session that is handed over later, and a read on its way does not undo it", async () => {
  const fake = new Fake()
  const client = tab({ fetch: fake.lateFetch })
  const { seen } = watch(client)
  await settle()
  client.session.hydrate(handed("ada", 1))
  fake.only.answer("null")
  await settle()
  expect(seen).toEqual(["nobody?", "ada"])
})

test("a sign-out ends what was handed over", async () => {
  const client = tab(new Fake(always({ success: true })))
  client.session.hydrate(handed("ada", 1))
  const { seen } = watch(client)
  await client.auth.signOut()
  expect(seen).toEqual(["ada", "nobody"])
})
