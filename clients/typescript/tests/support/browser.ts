import { afterEach, vi } from "vitest"

/**
 * The parts of a browser that an API can observe: one cookie jar for all its pages, and the headers
 * that pages can't choose.
 */
export class Browser {
  readonly #cookies = new Map<string, string>()
  /** The requests so far: `POST /api/auth/sign-out`. */
  readonly asked: string[] = []
  /** The answers to that, as text. */
  readonly answers: string[] = []

  constructor(private readonly origin: string) {}

  get cookies(): string[] {
    return [...this.#cookies.keys()]
  }

  /** The `Cookie` header of its next request. */
  get cookie(): string | undefined {
    return this.#cookies.size
      ? [...this.#cookies].map((pair) => pair.join("=")).join("; ")
      : undefined
  }

  readonly fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    const { pathname, search, origin } = new URL(String(url))
    const headers = new Headers(init.headers)
    const method = init.method ?? "GET"
    if (method !== "GET") headers.set("origin", this.origin)
    const include = init.credentials === "include"
    if (include && this.cookie) headers.set("cookie", this.cookie)
    this.asked.push(`${method} ${pathname}${search}`)
    const response = await fetch(origin + pathname + search, { ...init, headers })
    if (include) for (const line of response.headers.getSetCookie()) this.keep(line)
    this.answers.push(await response.clone().text())
    return response
  }

  /** Takes a `Set-Cookie` over, also one that came with a page. */
  keep(line: string): void {
    const [pair = ""] = line.split(";")
    const [name = "", value = ""] = pair.split("=")
    if (/max-age=0\b/i.test(line)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }

  /** Makes this test run as a page. */
  open(): EventTarget {
    const window = new EventTarget()
    vi.stubGlobal("window", window)
    vi.stubGlobal("location", { origin: this.origin })
    vi.stubGlobal("fetch", this.fetch)
    return window
  }
}

const { fetch } = globalThis

afterEach(() => {
  vi.unstubAllGlobals()
})
