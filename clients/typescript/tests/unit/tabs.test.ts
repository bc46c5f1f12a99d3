import { createClient } from "nevr/client"
import { beforeEach, expect, onTestFinished, test, vi } from "vitest"
import type { API } from "../app/api"
import { plugins } from "../support/clients"
import { always, Fake, session, settle } from "../support/fake"
import { openPage, tab } from "../support/page"

beforeEach(() => {
  const { api } = openPage()
  heard = []
  const channel = new BroadcastChannel(`nevr:${api}`)
  channel.onmessage = ({ data }) => void heard.push(data)
  onTestFinished(() => channel.close())
})

/** The messages that any tab of this origin receives. */
let heard: unknown[]

test("another tab is told that the session changed, and nothing else", async () => {
  let name = "nobody"
  const [here, there] = [new Fake(), new Fake((asked) => asked.answer(session(name)))]
  const [client, other] = [tab(here), tab(there)]
  onTestFinished(other.session.subscribe(() => {}))
  await settle()
  expect(other.session.value?.data?.user.name).toBe("nobody")
  name = "ada"
  const signIn = client.auth.signIn.email({ email: "", password: "" })
  await settle()
  here.only.answer({ token: "canary", user: { id: "canary" } })
  await signIn
  await expect.poll(() => other.session.value?.data?.user.name).toBe("ada")
  expect(heard).toEqual(["changed"])
  expect(there.asked).toHaveLength(2)
})

test("a tab that is told of a change does not pass it on", async () => {
  const fakes = [new Fake(always(session("a"))), new Fake(always(session("a")))]
  const [one, other] = fakes.map(tab)
  onTestFinished(one?.session.subscribe(() => {}) ?? (() => {}))
  onTestFinished(other?.session.subscribe(() => {}) ?? (() => {}))
  await settle()
  await one?.auth.signOut()
  await expect.poll(() => fakes[1]?.asked.length).toBe(2)
  await expect.poll(() => heard).toEqual(["changed"])
  // Its own message does not come back to a tab.
  expect(fakes[0]?.asked).toHaveLength(2)
})

test("an answer to a request from before another tab's change is not used", async () => {
  const [here, there] = [new Fake(always("{}")), new Fake()]
  const [client, other] = [tab(here), tab(there)]
  onTestFinished(other.session.subscribe(() => {}))
  await settle()
  await client.auth.signOut()
  await expect.poll(() => there.asked.length).toBe(2)
  there.asked[0]?.answer(session("ada"))
  there.asked[1]?.answer("null")
  await settle()
  expect(other.session.value).toEqual({ data: null, error: null, isPending: false })
})

test("without BroadcastChannel a tab works alone", async () => {
  vi.stubGlobal("BroadcastChannel", undefined)
  const client = tab(new Fake(always("{}")))
  onTestFinished(client.session.subscribe(() => {}))
  expect(await client.auth.signOut()).toEqual({ data: {}, error: null })
})

test("guest sign-ins of two tabs run one after the other", async () => {
  const waiting: (() => void)[] = []
  const request = vi.fn(async (_: string, __: object, run: () => unknown) => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return run()
  })
  vi.stubGlobal("navigator", { locks: { request } })
  const [here, there] = [new Fake(), new Fake()]
  const calls = [tab(here).auth.signIn.anonymous(), tab(there).auth.signIn.anonymous()]
  await settle()
  expect(new Set(request.mock.calls.map(([name]) => name)).size).toBe(1)
  waiting[0]?.()
  await settle()
  expect([here.asked.length, there.asked.length]).toEqual([1, 0])
  here.only.answer({ user: { id: "a" } })
  await calls[0]
  waiting[1]?.()
  await settle()
  there.only.answer({ user: { id: "a" } })
  expect(await calls[1]).toEqual(await calls[0])
})

test("if the browser refuses a lock, the sign-in continues without it", async () => {
  const request = async () => {
    throw new DOMException("", "SecurityError")
  }
  vi.stubGlobal("navigator", { locks: { request } })
  const { data } = await tab(new Fake(always({ user: {} }))).auth.signIn.anonymous()
  expect(data).toEqual({ user: {} })
})

test("a call that is aborted while it waits for the lock is ABORTED, and sends no request", async () => {
  const request = (_: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason))
    })
  vi.stubGlobal("navigator", { locks: { request } })
  const fake = new Fake()
  const controller = new AbortController()
  const call = tab(fake).auth.signIn.anonymous({}, { signal: controller.signal })
  await settle()
  controller.abort()
  expect((await call).error?.code).toBe("ABORTED")
  await settle()
  expect(fake.asked).toEqual([])
})

test("a tab that waited for another tab's token uses it", async () => {
  let kept: string | null = null
  const storage = { get: () => kept, set: (token: string) => (kept = token), remove() {} }
  let before: Promise<unknown> = Promise.resolve()
  const request = (_: string, __: object, run: () => Promise<unknown>) =>
    (before = before.then(run))
  vi.stubGlobal("navigator", { locks: { request } })
  const fakes = [new Fake(always({ token: "t1", user: {} })), new Fake(always({ user: {} }))]
  const tabs = fakes.map(({ fetch }) =>
    createClient<API>()({ bearer: true, storage, fetch, plugins: plugins() }),
  )
  await tabs[1]?.auth.getSession()
  await Promise.all(tabs.map(({ auth }) => auth.signIn.anonymous()))
  expect(fakes[1]?.last.headers.get("authorization")).toBe("Bearer t1")
})

test("a tab that only announces a change leaves no channel open", async () => {
  const open = new Set<object>()
  class Channel {
    constructor() {
      open.add(this)
    }
    postMessage() {}
    close() {
      open.delete(this)
    }
  }
  vi.stubGlobal("BroadcastChannel", Channel)
  await tab(new Fake(always("{}"))).auth.signOut()
  expect(open.size).toBe(0)
})
