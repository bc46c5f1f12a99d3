/** A request that was made of a {@link Fake}. */
export interface Asked {
  /** `POST https://shop.example/api/auth/sign-out` */
  line: string
  headers: Headers
  body: unknown
  init: RequestInit
  /** Answers it. */
  answer(body: unknown, status?: number, headers?: Record<string, string>): void
  /** Makes it fail like a network failure. */
  fail(): void
}

type Answer = (asked: Asked) => void

/** A fake server, which answers what and when a test decides. */
export class Fake {
  readonly asked: Asked[] = []

  /** Without an answer, requests wait for the test to answer them. */
  constructor(private readonly answer: Answer = () => {}) {}

  get lines(): string[] {
    return this.asked.map(({ line }) => line)
  }

  /** The only request so far. */
  get only(): Asked {
    const [only, ...others] = this.asked
    if (!only || others.length) throw new Error(`${this.asked.length} requests`)
    return only
  }

  /** The last request. */
  get last(): Asked {
    const last = this.asked.at(-1)
    if (!last) throw new Error("no request")
    return last
  }

  /** Like `fetch`, but it ignores signals, as if the answer were already on its way. */
  readonly lateFetch = (url: string, { signal: _, ...init }: RequestInit): Promise<Response> =>
    this.fetch(url, init)

  readonly fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      init.signal?.throwIfAborted()
      init.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")))
      const asked: Asked = {
        line: `${init.method} ${url}`,
        headers: new Headers(init.headers),
        body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
        init,
        answer: (body, status = 200, headers = {}) => {
          const text = typeof body === "string" ? body : JSON.stringify(body)
          resolve(new Response(text, { status, headers }))
        },
        fail: () => reject(new TypeError("failed to fetch https://secret.example/?canary")),
      }
      this.asked.push(asked)
      this.answer(asked)
    })
}

/** Gives every request the same answer. */
export const always =
  (body: unknown, status?: number, headers?: Record<string, string>): Answer =>
  (asked) =>
    asked.answer(body, status, headers)

/** The body of an error of the API. */
export const failed = (code: string, details?: unknown) => ({
  error: { code, message: `about ${code}`, ...(details ? { details } : {}) },
})

/** The answer of get-session for a user of this name. */
export const session = (name: string) => ({
  session: { id: `s-${name}` },
  user: { id: name, name },
})

/** Waits until all pending callbacks have run. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}
