import type { AnyAPI, EndpointAt, Route } from "./api.js"
import type { Call } from "./call.js"

/** Where the session is read, and what calls do to it. */
export interface SessionRules<Read extends Route = Route> {
  /** The endpoint that answers `{ session, user }` or `null`. */
  readonly read: Read
  /** Returns whether a call of this route may begin, change or end the session. */
  changes(route: string): boolean
  /** Returns whether a call of this route ended the session, if the answer had this status. */
  ends(route: string, status: number): boolean
  /** What a read sends that must not extend the session. */
  readonly peek?: object
  /**
   * Returns whether it is time to extend a session that a server has read and handed over, for
   * which the browser has to read it itself.
   */
  isDue?(data: unknown): boolean
}

/**
 * A client plugin: what it adds to a client, as data. Write one for a plugin of your own:
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
   * Additional names for endpoints: a tree whose leaves are routes. It is merged deeply with the
   * tree of the API and with those of other plugins. Names for endpoints that an API does not have
   * are left out of the client's type.
   */
  readonly aliases?: Aliases
  /** How to read the session, and when to read it again. */
  readonly session?: SessionRules
  /** Routes outside of the session's own plugin that change the session or its user. */
  readonly changesSession?: readonly Route[]
  /**
   * Routes for which two calls with the same input at the same time share one request, because the
   * second would be refused after the first, or begin something a second time.
   */
  readonly once?: readonly Route[]
}

/** The plugins of a client. */
export type Plugins = readonly ClientPlugin[]

/** The names in a tree of aliases whose endpoints this API has. */
type Known<API extends AnyAPI, Names> = {
  [K in keyof Names]: Names[K] extends Route
    ? [EndpointAt<API, Names[K]>] extends [never]
      ? never
      : K
    : K
}[keyof Names]

/** A tree of aliases with the type of each call. */
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
