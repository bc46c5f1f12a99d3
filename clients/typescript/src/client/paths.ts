/** Turns a key of the tree into a segment of a path: `signIn` → `sign-in`. */
export function segmentOf(key: string): string {
  if (key.startsWith("/")) return key.slice(1)
  if (/[^A-Za-z0-9]/.test(key)) return key
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Turns a segment of a path into its usual key: `sign-in` → `signIn`. */
const keyOf = (segment: string) =>
  segment.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** Nests a value under the segments of a path: `/auth` → `{ auth: value }`. */
export const below = (path: string, value: object): object =>
  path
    .split("/")
    .slice(1)
    .reduceRight((inner, segment) => ({ [keyOf(segment)]: inner }), value)

/**
 * Returns the segment for a key with a parameter (`$id`, or `$file-{id}.json` if the parameter is
 * part of the segment). Returns `undefined` for what can't be a segment: an empty one would name
 * another endpoint, and URLs resolve `.` and `..` away, however they are escaped.
 */
export function parameter(key: string, value: unknown): string | undefined {
  const text = encodeURIComponent(String(value))
  const segment = key.includes("{") ? key.slice(1).replace(/\{.*?\}/, () => text) : text
  return /^\.{0,2}$/.test(segment) ? undefined : segment
}
