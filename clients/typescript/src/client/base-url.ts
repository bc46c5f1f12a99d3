/** The address of an API. */
export interface Base {
  /** The path before every endpoint's own, without a `/` at its end. */
  path: string
  /** Returns the origin of `baseURL`, else the page's, if there is one. */
  origin(): string | undefined
}

/** An origin, a path, both or neither; without user and query. */
const FORM = /^(https?:\/\/[^/?#@\s]+)?(\/(?!\/)[^?#\s]*)?$/i

/** Reads `baseURL`, without `URL`, which not every platform implements completely. */
export function baseOf(baseURL = ""): Base {
  const parts = FORM.exec(baseURL)
  if (!parts)
    throw new TypeError('baseURL must be a path such as "/api", an http(s) origin, or both')
  const [, origin, path = ""] = parts
  return { path: path.replace(/\/+$/, "") || "/api", origin: () => origin ?? pageOrigin() }
}

/** Returns the page's origin. A page from a file, or in a sandbox, has none: it is `null` there. */
function pageOrigin(): string | undefined {
  const origin: string | undefined = globalThis.location?.origin
  return origin === "null" ? undefined : origin
}
