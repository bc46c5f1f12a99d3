import type { HeadersInput } from "./types/call-options.js"

/**
 * What belongs to one message between two machines, or to its body. Whoever passes on the headers of
 * the request that they are answering passes these, too, and they are wrong here.
 */
const OF_ANOTHER_MESSAGE =
  /^(connection|keep-alive|te|trailer|transfer-.+|upgrade|expect|host|accept(-encoding)?|content-.+|range|if-.+)$/i

/** Puts headers over those that are there. */
export function put(headers: Headers, more: HeadersInput | undefined): void {
  if (!more) return
  const entries: Iterable<[string, unknown]> =
    Symbol.iterator in more ? (more as Headers) : Object.entries(more)
  for (const [name, value] of entries) {
    if (value !== undefined && !OF_ANOTHER_MESSAGE.test(name)) headers.set(name, String(value))
  }
}
