import { type CallOptions, type ClientOptions, createClient } from "nevr/client"
import { authClient } from "nevr/plugins/auth/client"
import { afterEach, expect, test, vi } from "vitest"
import { always, Fake, failed } from "../support/fake"

interface API {
  endpoints: { ping: { post: { input?: { n?: unknown }; output: { ok: boolean }; error: "NO" } } }
}

afterEach(() => void vi.restoreAllMocks())

function ping(fake: Fake, own?: CallOptions, options?: Partial<ClientOptions>) {
  const baseURL = "https://x.example"
  return createClient<API>()({ baseURL, fetch: fake.fetch, ...(options as object) }).ping({}, own)
}

test("a result has either data or an error", async () => {
  expect(await ping(new Fake(always({ ok: true })))).toEqual({ data: { ok: true }, error: null })
  expect(await ping(new Fake(always(failed("NO"), 409)))).toEqual({
    data: null,
    error: { status: 409, code: "NO", message: "about NO" },
  })
})

test("the details of an error are passed on", async () => {
  const details = [{ field: "n", code: "BAD", message: "is bad" }]
  const { error } = await ping(new Fake(always(failed("VALIDATION_ERROR", details), 400)))
  expect(error?.details).toEqual(details)
})

test.each([
  [429, "RATE_LIMITED", "60", 60],
  [503, "SERVICE_UNAVAILABLE", "1", 1],
  [503, "SERVICE_UNAVAILABLE", new Date(Date.now() - 5000).toUTCString(), 0],
  [503, "SERVICE_UNAVAILABLE", "soon", undefined],
])("%d %s with Retry-After %j says to wait for %j seconds", async (status, code, header, wait) => {
  const { error } = await ping(new Fake(always(failed(code), status, { "retry-after": header })))
  expect(error).toMatchObject({ status, code })
  expect(error?.retryAfter).toBe(wait)
})

test("a date in Retry-After is turned into seconds", async () => {
  const date = new Date(Date.now() + 90_000).toUTCString()
  const { error } = await ping(new Fake(always(failed("NO"), 503, { "retry-after": date })))
  expect(error?.retryAfter).toBeGreaterThan(85)
  expect(error?.retryAfter).toBeLessThanOrEqual(90)
})

test("a refused call is not made again", async () => {
  const fake = new Fake(always(failed("RATE_LIMITED"), 429, { "retry-after": "1" }))
  await ping(fake)
  expect(fake.asked).toHaveLength(1)
})

test.each([
  [200, "<html>canary</html>"],
  [502, "<html>canary</html>"],
  [500, '{"canary": true}'],
  [500, '{"error": "canary"}'],
  [404, "null"],
  [404, ""],
])("%d with the body %j is no answer of the API", async (status, body) => {
  const { data, error } = await ping(new Fake(always(body, status, { "retry-after": "7" })))
  expect(data).toBeNull()
  expect(error).toMatchObject({ status, code: "INVALID_RESPONSE", retryAfter: 7 })
  expect(JSON.stringify(error)).not.toContain("canary")
})

test("an empty answer has no data, and is no error", async () => {
  expect(await ping(new Fake(always("")))).toEqual({ data: undefined, error: null })
})

test("without an answer the status is 0, and the message quotes nothing of the platform's", async () => {
  const fake = new Fake((asked) => asked.fail())
  expect((await ping(fake)).error).toEqual({
    status: 0,
    code: "NETWORK_ERROR",
    message: "The server could not be reached",
  })
})

test("an answer that breaks off is a network error", async () => {
  const body = new ReadableStream({ pull: (stream) => stream.error(new TypeError("terminated")) })
  const fetch = async () => new Response(body)
  expect((await ping(new Fake(), { fetch })).error).toMatchObject({
    status: 0,
    code: "NETWORK_ERROR",
  })
})

test.each([
  ["before", () => AbortSignal.abort()],
  ["with a reason of its own", () => AbortSignal.abort("canary")],
])("a call aborted %s is ABORTED", async (_, signal) => {
  const { error } = await ping(new Fake(), { signal: signal() })
  expect(error).toEqual({ status: 0, code: "ABORTED", message: "The call was aborted" })
})

test("a call aborted while it waits is ABORTED, and so is its request", async () => {
  const fake = new Fake()
  const controller = new AbortController()
  const waiting = ping(fake, { signal: controller.signal })
  await expect.poll(() => fake.asked.length).toBe(1)
  controller.abort()
  expect((await waiting).error?.code).toBe("ABORTED")
  expect(fake.only.init.signal?.aborted).toBe(true)
})

test("an input that can't be sent is an error that does not quote it", async () => {
  const cyclic: Record<string, unknown> = {}
  cyclic.canary = cyclic
  const fake = new Fake()
  const client = createClient<API>()({ baseURL: "https://x.example", fetch: fake.fetch })
  for (const call of [
    client.ping({ n: cyclic }),
    client.ping({ n: 1n }),
    client.ping({}, { headers: { "x-a": "canary\n" + "\u{1F980}" } }),
    client.ping({}, { headers: { "not a name": "canary" } }),
    ping(fake, {}, { headers: () => Promise.reject(new Error("canary")) }),
  ]) {
    const { error } = await call
    expect(error).toMatchObject({ status: 0, code: "NETWORK_ERROR" })
    expect(JSON.stringify(error)).not.toContain("canary")
  }
  expect(fake.asked).toEqual([])
})

test("a redirect is not an answer", async () => {
  const fake = new Fake(always("", 302, { location: "https://evil.example" }))
  const { error } = await ping(fake)
  expect(error).toMatchObject({ status: 302, code: "INVALID_RESPONSE" })
  expect(fake.only.init.redirect).toBe("manual")
})

test("the call's own onError is called first, then the client's", async () => {
  const heard: string[] = []
  const fake = new Fake(always(failed("NO"), 409))
  const onError = (who: string) => (error: { code: string }) => void heard.push(who + error.code)
  await ping(fake, { onError: onError("call ") }, { onError: onError("client ") })
  expect(heard).toEqual(["call NO", "client NO"])
  await ping(new Fake(always({ ok: true })), { onError: onError("call ") })
  expect(heard).toHaveLength(2)
})

test.each([
  [
    "throws",
    () => {
      throw new Error("mine")
    },
  ],
  ["rejects", () => Promise.reject(new Error("mine"))],
])("an onError that %s harms nobody but is not hidden", async (_, onError) => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {})
  const { error } = await ping(new Fake(always(failed("NO"), 409)), { onError }, { onError })
  expect(error?.code).toBe("NO")
  await expect.poll(() => said.mock.calls).toEqual([[new Error("mine")], [new Error("mine")]])
})

test("headers of the client are sent, and those of the call replace them", async () => {
  const fake = new Fake(always({ ok: true }))
  const headers = async () => new Headers({ "x-a": "client", "x-b": "client" })
  await ping(fake, { headers: [["X-B", "call"]] }, { headers })
  expect(fake.only.headers.get("x-a")).toBe("client")
  expect(fake.only.headers.get("x-b")).toBe("call")
})

test("two clients know nothing of each other", async () => {
  const [one, other] = [new Fake(always("1")), new Fake(always("1"))]
  const plugins = [authClient()] as const
  createClient<API>()({ baseURL: "https://x.example", fetch: one.fetch, plugins })
  await ping(other)
  expect(one.asked).toEqual([])
})
