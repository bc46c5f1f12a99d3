import { createClient } from "nevr/client"
import { beforeEach, expect, test, vi } from "vitest"
import type { API } from "../app/api"
import { plugins } from "../support/clients"
import { Fake, failed, settle } from "../support/fake"
import { openPage, tab } from "../support/page"

beforeEach(() => void openPage())

type Page = ReturnType<typeof tab>

const guest = { token: null, user: { id: "guest" } }

test("two guest sign-ins at the same time are one request", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  const calls = [auth.signIn.anonymous(), auth.signIn.anonymous({}), auth.signIn.anonymous.post()]
  await settle()
  fake.only.answer(guest)
  for (const call of calls) expect(await call).toEqual({ data: guest, error: null })
})

const email = "ada@example.com"
const password = "an-uncommon-passphrase"

test.each([
  ["sign-up", (c: Page) => c.auth.signUp.email({ name: "Ada", email, password })],
  ["sign-in", (c) => c.auth.signIn.email({ email, password })],
  ["link", (c) => c.auth.anonymous.linkAccount({ email, password })],
  ["link by its path", (c) => c.auth.anonymous.link.post({ email, password })],
  ["sign-out", (c) => c.auth.signOut()],
  ["a new password", (c) => c.auth.changePassword({ currentPassword: "a", newPassword: password })],
  ["the end of an account", (c) => c.auth.deleteUser({ password })],
  ["the end of a session", (c) => c.auth.revokeSession({ id: "s" })],
  ["the end of all sessions", (c) => c.auth.revokeSessions()],
] satisfies [string, (c: Page) => Promise<unknown>][])(
  "a double click on %s is one request, and both clicks get its answer",
  async (_, click) => {
    const fake = new Fake()
    const client = tab(fake)
    const clicks = [click(client), click(client)]
    await settle()
    fake.only.answer(guest)
    for (const result of clicks) expect(await result).toEqual({ data: guest, error: null })
  },
)

test("a second click with another input is a request of its own", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  auth.anonymous.linkAccount({ email, password })
  auth.anonymous.linkAccount({ email: "bob@example.com", password })
  auth.updateUser({ name: "Ada" })
  auth.updateUser({ name: "Ada" })
  await settle()
  expect(fake.asked).toHaveLength(4)
})

test("one after the other they are two, whatever the first was answered", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  const first = auth.signIn.anonymous()
  await settle()
  fake.last.answer(failed("RATE_LIMITED"), 429)
  expect((await first).error?.code).toBe("RATE_LIMITED")
  const second = auth.signIn.anonymous()
  await settle()
  fake.last.answer(guest)
  expect((await second).data).toEqual(guest)
  expect(fake.asked).toHaveLength(2)
})

test("an aborted call leaves the others alone", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  const controller = new AbortController()
  const [impatient, patient] = [
    auth.signIn.anonymous({}, { signal: controller.signal }),
    auth.signIn.anonymous(),
  ]
  await settle()
  controller.abort()
  expect((await impatient).error?.code).toBe("ABORTED")
  expect(fake.only.init.signal?.aborted).toBe(false)
  fake.only.answer(guest)
  expect((await patient).data).toEqual(guest)
})

test("when all calls are aborted so is the request, and the next call makes a new one", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  const controllers = [new AbortController(), new AbortController()]
  const calls = controllers.map(({ signal }) => auth.signIn.anonymous({}, { signal }))
  await settle()
  for (const controller of controllers) controller.abort()
  const next = auth.signIn.anonymous()
  for (const call of calls) expect((await call).error?.code).toBe("ABORTED")
  await settle()
  expect(fake.asked.map(({ init }) => init.signal?.aborted)).toEqual([true, false])
  fake.last.answer(guest)
  expect((await next).data).toEqual(guest)
})

test("a signal that fires when all is done changes nothing", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  const controller = new AbortController()
  const call = auth.signIn.anonymous({}, { signal: controller.signal })
  await settle()
  fake.only.answer(guest)
  const result = await call
  controller.abort()
  expect(result.data).toEqual(guest)
  expect(fake.only.init.signal?.aborted).toBe(false)
})

test("an input that can't be sent is an error here, too", async () => {
  const cyclic: Record<string, never> = {}
  Object.assign(cyclic, { cyclic })
  const { error } = await tab(new Fake()).auth.signIn.anonymous(cyclic)
  expect(error).toMatchObject({ status: 0, code: "NETWORK_ERROR" })
})

test("each call's onError is called with the one error", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  const onError = vi.fn()
  const calls = [auth.signIn.anonymous({}, { onError }), auth.signIn.anonymous({}, { onError })]
  await settle()
  fake.only.answer(failed("NO"), 409)
  await Promise.all(calls)
  expect(onError).toHaveBeenCalledTimes(2)
})

test("calls with headers of their own are requests of their own", async () => {
  const fake = new Fake()
  const { auth } = tab(fake)
  auth.signIn.anonymous({}, { headers: { "x-a": "1" } })
  auth.signIn.anonymous({}, { headers: { "x-a": "2" } })
  await settle()
  expect(fake.asked).toHaveLength(2)
})

test("on a server they are two requests, because they may come from two users", async () => {
  vi.unstubAllGlobals()
  const fake = new Fake()
  const options = { baseURL: "https://x.example", fetch: fake.fetch, plugins: plugins() }
  const { auth } = createClient<API>()(options)
  auth.signIn.anonymous()
  auth.signIn.anonymous()
  await settle()
  expect(fake.asked).toHaveLength(2)
})
