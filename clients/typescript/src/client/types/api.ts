/** The methods of endpoints, as they are spelled in the tree of an API. */
export type Method = "get" | "post" | "put" | "patch" | "delete" | "head"

/** A method and a path below the API's base path, for example `POST /auth/sign-out`. */
export type Route = `${Uppercase<Method>} /${string}`

/**
 * What every `API` that `nevr generate` writes has in common.
 *
 * `endpoints` follows the paths, with one level for each segment. The members `get`, `post`, `put`,
 * `patch`, `delete` and `head` of a level are the endpoints at that path.
 */
export interface AnyAPI {
  endpoints: object
}

/** `sign-in` → `signIn`. */
type Camel<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S

/** The key of a path's segment in a level of the tree. */
export type KeyOf<Level, Segment extends string> = `/${Segment}` extends keyof Level
  ? `/${Segment}`
  : Camel<Segment> extends keyof Level
    ? Camel<Segment>
    : Segment extends keyof Level
      ? Segment
      : never

/** The level of the tree at a path; `never` if the API has no such path. */
type LevelAt<Level, Path extends string> = Path extends `${infer Segment}/${infer Rest}`
  ? LevelAt<Level[KeyOf<Level, Segment>], Rest>
  : Level[KeyOf<Level, Path>]

/** The endpoint of a route; `never` if the API has no such endpoint. */
export type EndpointAt<API extends AnyAPI, R> = R extends `${infer M} /${infer Path}`
  ? LevelAt<API["endpoints"], Path> extends infer Level
    ? Level[Lowercase<M> & keyof Level]
    : never
  : never

/** `T`, nested under the segments of a path: `/auth` → `{ auth: T }`. */
export type Below<Path extends string, T> = Path extends `/${infer Segment}/${infer Rest}`
  ? { readonly [K in Camel<Segment>]: Below<`/${Rest}`, T> }
  : Path extends `/${infer Segment}`
    ? { readonly [K in Camel<Segment>]: T }
    : T
