import type { HeadersInput } from "./types/call-options.js"

/**
 * Headers that belong to one message between two machines, or to its body. A server that passes on
 * the headers of the request that it is answering passes these, too, and they would be wrong here.
 */
const OF_ANOTHER_MESSAGE =
  /^(connection|keep-alive|te|trailer|transfer-.+|upgrade|expect|host|accept(-encoding)?|content-.+|range|if-.+)$/i

/** Adds headers, and replaces those of the same name. */
export function put(headers: Headers, more: HeadersInput | undefined): void {
  if (!more) return
  const entries: Iterable<[string, unknown]> =
    Symbol.iterator in more ? (more as Headers) : Object.entries(more)
  for (const [name, value] of entries) {
    if (value !== undefined && !OF_ANOTHER_MESSAGE.test(name)) headers.set(name, String(value))
  }
}
