/** Where an API is. */
export interface Base {
  /** The path that all endpoints are below, without a `/` at its end. */
  path: string
  /** The origin, if it is known: without one in `baseURL`, the page's. */
  origin(): string | undefined
}

/** An origin, a path, both or nothing; no user, no query. */
const FORM = /^(https?:\/\/[^/?#@\s]+)?(\/(?!\/)[^?#\s]*)?$/i

/** Reads `baseURL`. By hand, for not every platform has all of `URL`. */
export function baseOf(baseURL = ""): Base {
  const parts = FORM.exec(baseURL)
  if (!parts) throw new TypeError('baseURL is a path such as "/api", an http(s) origin, or both')
  const [, origin, path = ""] = parts
  return { path: path.replace(/\/+$/, "") || "/api", origin: () => origin ?? pageOrigin() }
}

/** A page from a file, or in a sandbox, has the origin `null`: nothing can be asked of that. */
function pageOrigin(): string | undefined {
  const origin: string | undefined = globalThis.location?.origin
  return origin === "null" ? undefined : origin
}
