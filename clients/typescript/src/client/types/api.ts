/** The methods that an endpoint can have, as they are named in the tree of an API. */
export type Method = "get" | "post" | "put" | "patch" | "delete" | "head"

/** A method and a path below the API's base path, for example `POST /auth/sign-out`. */
export type Route = `${Uppercase<Method>} /${string}`

/**
 * What every `API` that `nevr generate` writes has in common.
 *
 * `endpoints` follows the paths, a segment a level; the members `get`, `post`, `put`, `patch`,
 * `delete` and `head` of a level are its endpoints.
 */
export interface AnyAPI {
  endpoints: object
}

/** `sign-in` → `signIn`. */
type Camel<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S

/** The key that a segment of a path has in a level of the tree. */
export type KeyOf<Level, Segment extends string> = `/${Segment}` extends keyof Level
  ? `/${Segment}`
  : Camel<Segment> extends keyof Level
    ? Camel<Segment>
    : Segment extends keyof Level
      ? Segment
      : never

/** The level of the tree that a path leads to; `never` where the API has no such path. */
type LevelAt<Level, Path extends string> = Path extends `${infer Segment}/${infer Rest}`
  ? LevelAt<Level[KeyOf<Level, Segment>], Rest>
  : Level[KeyOf<Level, Path>]

/** The endpoint of a route; `never` where the API has no such endpoint. */
export type EndpointAt<API extends AnyAPI, R> = R extends `${infer M} /${infer Path}`
  ? LevelAt<API["endpoints"], Path> extends infer Level
    ? Level[Lowercase<M> & keyof Level]
    : never
  : never

/** An object that is reached through the segments of a path: `/auth` → `{ auth: T }`. */
export type Below<Path extends string, T> = Path extends `/${infer Segment}/${infer Rest}`
  ? { readonly [K in Camel<Segment>]: Below<`/${Rest}`, T> }
  : Path extends `/${infer Segment}`
    ? { readonly [K in Camel<Segment>]: T }
    : T
