import { createClient } from "nevr/client"
import { afterEach, expect, test, vi } from "vitest"
import { always, Fake } from "../support/fake"

interface API {
  endpoints: { ping: { post: { output: string } } }
}

afterEach(() => void vi.unstubAllGlobals())

async function asked(baseURL: string | undefined) {
  const fake = new Fake(always('"pong"'))
  await createClient<API>()({ baseURL, fetch: fake.fetch }).ping()
  return fake.only.line
}

test.each([
  [undefined, "https://page.example/api/ping"],
  ["", "https://page.example/api/ping"],
  ["/", "https://page.example/api/ping"],
  ["/v1", "https://page.example/v1/ping"],
  ["/v1/", "https://page.example/v1/ping"],
  ["/v1/api//", "https://page.example/v1/api/ping"],
  ["https://shop.example", "https://shop.example/api/ping"],
  ["https://shop.example/", "https://shop.example/api/ping"],
  ["http://localhost:3000", "http://localhost:3000/api/ping"],
  ["http://[::1]:3000/v1", "http://[::1]:3000/v1/ping"],
  ["HTTPS://shop.example/v1/", "HTTPS://shop.example/v1/ping"],
])("on a page, baseURL %j leads to %s", async (baseURL, url) => {
  vi.stubGlobal("location", { origin: "https://page.example" })
  expect(await asked(baseURL)).toBe(`POST ${url}`)
})

test("the page's origin is read with every call, not once", async () => {
  const fake = new Fake(always("1"))
  const client = createClient<API>()({ fetch: fake.fetch })
  vi.stubGlobal("location", { origin: "https://one.example" })
  await client.ping()
  vi.stubGlobal("location", { origin: "https://two.example" })
  await client.ping()
  expect(fake.lines).toEqual([
    "POST https://one.example/api/ping",
    "POST https://two.example/api/ping",
  ])
})

test.each([[undefined], [{ origin: "null" }]])(
  "without an origin, of the page %j or in baseURL, a call says what is missing",
  async (location) => {
    vi.stubGlobal("location", location)
    const fake = new Fake()
    const { error } = await createClient<API>()({ baseURL: "/api", fetch: fake.fetch }).ping()
    expect(error).toEqual({
      status: 0,
      code: "NETWORK_ERROR",
      message: "baseURL needs an origin: there is no page to take it from",
    })
    expect(fake.asked).toEqual([])
  },
)

test.each([
  "api",
  "localhost:3000",
  "//evil.example/api",
  "ftp://shop.example",
  "https://ada:canary@shop.example",
  "https://shop.example/api?key=1",
  "/api#top",
  "https://",
])("baseURL %j is refused at once, without being repeated", (baseURL) => {
  expect(() => createClient<API>()({ baseURL })).toThrow(
    new TypeError('baseURL must be a path such as "/api", an http(s) origin, or both'),
  )
})
