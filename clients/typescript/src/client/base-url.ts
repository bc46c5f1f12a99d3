/** Where an API is. */
export interface Base {
  /** The path that all endpoints are below, without a `/` at its end. */
  path: string
  /** The origin, if it is known: without one in `baseURL`, the page's. */
  origin(): string | undefined
}

/** Reads `baseURL`: nothing, a path, an origin, or both. */
export function baseOf(baseURL = ""): Base {
  const whole = /^https?:\/\//i.test(baseURL)
  if (!whole && !/^(\/(?!\/)|$)/.test(baseURL)) {
    throw new TypeError('baseURL is a path such as "/api", or begins with http:// or https://')
  }
  const url = new URL(baseURL, "http://localhost")
  if (url.username || url.password) throw new TypeError("baseURL can't hold a user or a password")
  return {
    path: url.pathname.replace(/\/+$/, "") || "/api",
    origin: () => (whole ? url.origin : pageOrigin()),
  }
}

/** A page from a file, or in a sandbox, has the origin `null`: nothing can be asked of that. */
function pageOrigin(): string | undefined {
  const origin: string | undefined = globalThis.location?.origin
  return origin === "null" ? undefined : origin
}
