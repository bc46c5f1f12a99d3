import { parameter, segmentOf } from "./paths.js"
import type { CallOptions } from "./types/call-options.js"
import type { Result } from "./types/result.js"

/** Makes a call. `path` is `undefined` if a parameter can't be part of a path. */
export type Caller = (
  method: string,
  path: string | undefined,
  input: unknown,
  options: CallOptions | undefined,
) => Promise<Result>

const METHODS = /^(get|post|put|patch|delete|head)$/

/**
 * Names that the language itself reads: with `then`, an async function could not return a client;
 * with `toString`, putting a client into a string would send a request.
 */
const RESERVED = /^(then|toJSON|constructor|prototype|toString|valueOf)$/

/** The tree of an API: a proxy that makes its members when they are read. */
export function tree(
  call: Caller,
  aliases: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, unknown>,
): unknown {
  /**
   * `name` is the dotted name in the tree, `path` its path, `method` the method at its end, if any.
   */
  const node = (name: string, path: string | undefined, method?: string): unknown => {
    const inner = new Map<string, unknown>()
    const make = (key: string) => {
      const way = name ? `${name}.${key}` : key
      if (METHODS.test(key)) return node(way, path, key)
      if (key.startsWith("$")) {
        return (value: unknown) => {
          const text = parameter(key, value)
          return node(way, path === undefined || text === undefined ? undefined : `${path}/${text}`)
        }
      }
      return node(way, path === undefined ? undefined : `${path}/${segmentOf(key)}`)
    }
    return new Proxy(() => {}, {
      get(_, key) {
        if (typeof key !== "string" || RESERVED.test(key)) return undefined
        if (!name && members.has(key)) return members.get(key)
        if (!inner.has(key)) inner.set(key, make(key))
        return inner.get(key)
      },
      apply(_, __, [input, options]: [unknown, CallOptions?]) {
        const [verb = "POST", route = path] = method
          ? [method.toUpperCase()]
          : (aliases.get(name)?.split(" ") ?? [])
        return call(verb, route, input, options)
      },
    })
  }
  return node("", "")
}

/** Collects the leaves of a tree of aliases by their dotted names. */
export function flatten(names: object, into: Map<string, string>, way = ""): void {
  for (const [key, value] of Object.entries(names)) {
    if (typeof value === "string") into.set(way + key, value)
    else flatten(value, into, `${way}${key}.`)
  }
}
