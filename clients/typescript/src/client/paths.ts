/** The segment of a path that a key of the tree stands for: `signIn` → `sign-in`. */
export function segmentOf(key: string): string {
  if (key.startsWith("/")) return key.slice(1)
  if (/[^A-Za-z0-9]/.test(key)) return key
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The key that a segment of a path has by default: `sign-in` → `signIn`. */
const keyOf = (segment: string) =>
  segment.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** The value, reached through the segments of a path: `/auth` → `{ auth: value }`. */
export const below = (path: string, value: object): object =>
  path
    .split("/")
    .slice(1)
    .reduceRight((inner, segment) => ({ [keyOf(segment)]: inner }), value)

/**
 * The segment of a key that takes a value: `$id`, or `$file-{id}.json` where there is more to it.
 * Nothing for what can't be a segment: empty, it would name another endpoint, and URLs resolve `.`
 * and `..` away, however they are escaped.
 */
export function parameter(key: string, value: unknown): string | undefined {
  const text = encodeURIComponent(String(value))
  const segment = key.includes("{") ? key.slice(1).replace(/\{.*?\}/, () => text) : text
  return /^\.{0,2}$/.test(segment) ? undefined : segment
}
