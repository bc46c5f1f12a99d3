import type { AnyAPI, EndpointAt, Route } from "./api.js"
import type { Call } from "./call.js"

/** How a plugin knows what a call did to the session. */
export interface SessionRules<Read extends Route = Route> {
  /** The endpoint that answers `{ session, user }` or `null`. */
  readonly read: Read
  /** Whether a call of this route may have begun, changed or ended the session. */
  changes(route: string): boolean
  /** Whether a call of this route that was answered with this status ended the session. */
  ends(route: string, status: number): boolean
}

/**
 * What a plugin brings to a client. All of it is data; write one for a plugin of your own:
 *
 * ```ts
 * const referralClient = () => ({
 *   id: "referral",
 *   aliases: { auth: { referral: { status: "GET /auth/referral/status" } } },
 * }) as const satisfies ClientPlugin
 * ```
 */
export interface ClientPlugin<Aliases extends object = object> {
  /** The plugin's id in the config file, with its host's before it: `auth.referral`. */
  readonly id: string
  /**
   * Further names of endpoints: a tree whose leaves are routes. It is merged deep with the tree of
   * the API and those of other plugins. Names of endpoints that an API lacks are left out.
   */
  readonly aliases?: Aliases
  /** How to read the session, and when to read it anew. */
  readonly session?: SessionRules
  /** Routes outside of the session's own plugin that change the session or its user. */
  readonly changesSession?: readonly Route[]
  /** Routes of which two calls at once are one request. */
  readonly once?: readonly Route[]
}

/** The plugins of a client. */
export type Plugins = readonly ClientPlugin[]

/** The names in a tree of aliases that stand for something in this API. */
type Known<API extends AnyAPI, Names> = {
  [K in keyof Names]: Names[K] extends Route
    ? [EndpointAt<API, Names[K]>] extends [never]
      ? never
      : K
    : K
}[keyof Names]

/** A tree of aliases with the calls that they stand for. */
export type Aliased<API extends AnyAPI, Names, Keys extends keyof Names = Known<API, Names>> = {
  readonly [K in Keys]: Names[K] extends Route
    ? Call<EndpointAt<API, Names[K]>>
    : Aliased<API, Names[K]>
}

/** Everything that plugins add to the tree of an API. */
export type AliasesOf<API extends AnyAPI, P extends Plugins> = P extends readonly [
  infer First,
  ...infer Rest extends Plugins,
]
  ? (First extends { readonly aliases: infer Names } ? Aliased<API, Names> : unknown) &
      AliasesOf<API, Rest>
  : unknown
