import { parameter, segmentOf } from "./paths.js"
import type { CallOptions } from "./types/call-options.js"
import type { Result } from "./types/result.js"

/** Makes a call. Without a path, a parameter can't be part of one. */
export type Caller = (
  method: string,
  path: string | undefined,
  input: unknown,
  options: CallOptions | undefined,
) => Promise<Result>

const METHODS = /^(get|post|put|patch|delete|head)$/

/**
 * Names that the language itself asks for: with `then`, a client could not be returned from an async
 * function; with `toString`, writing one into a text would be a request.
 */
const RESERVED = /^(then|toJSON|constructor|prototype|toString|valueOf)$/

/** An object whose members are found by name, when they are asked for: the tree of an API. */
export function tree(
  call: Caller,
  aliases: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, unknown>,
): unknown {
  /** `name` is the way through the tree, `path` what it stands for, `method` the method at its end. */
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

/** The leaves of a tree of aliases, by their way through the tree. */
export function flatten(names: object, into: Map<string, string>, way = ""): void {
  for (const [key, value] of Object.entries(names)) {
    if (typeof value === "string") into.set(way + key, value)
    else flatten(value, into, `${way}${key}.`)
  }
}
