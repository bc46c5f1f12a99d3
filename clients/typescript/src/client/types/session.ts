import type { ReadableAtom } from "nanostores"
import type { AnyAPI, EndpointAt } from "./api.js"
import type { ErrorOf, OutputOf } from "./call.js"
import type { Plugins } from "./plugin.js"
import type { ClientError } from "./result.js"

/** What the client knows about the session. */
export interface SessionState<Data = unknown, Code extends string = string> {
  /** The session with its user; `null` if there is none, or if it is not known yet. */
  data: Data | null
  /** Why the session could not be read; `data` keeps what was known before. */
  error: ClientError<Code> | null
  /** Whether `data` is yet to be read: at first, and after every change. */
  isPending: boolean
}

/**
 * The session as a store. It is read when it gets its first subscriber, after every call that
 * changes it, when another tab changed it, and when the window gets the focus again after half a
 * minute or more. On a server it stays empty.
 */
export type SessionStore<State extends SessionState = SessionState> = ReadableAtom<State> & {
  /** Reads the session again. */
  refetch(): Promise<State>
  /**
   * Takes over what `getSession` answered to the server that rendered the page, so that the page
   * begins with it. If the session has not been extended for a while, the store reads it as well,
   * because a read by a server extends nothing. Does nothing on a server.
   */
  hydrate(data: State["data"]): void
}

/** The route that the plugins of a client read the session from. */
type ReadRoute<P extends Plugins> = P[number] extends infer One
  ? One extends { readonly session: { readonly read: infer Read } }
    ? Read
    : never
  : never

/** The state of the session that a client's plugins read from an API. */
export type StateOf<API extends AnyAPI, P extends Plugins> =
  EndpointAt<API, ReadRoute<P>> extends infer E
    ? SessionState<NonNullable<OutputOf<E>>, ErrorOf<E>>
    : never

/**
 * Whether the client has a session: a plugin names the endpoint that reads it, and the API has it.
 */
export type HasSession<API extends AnyAPI, P extends Plugins> = [
  EndpointAt<API, ReadRoute<P>>,
] extends [never]
  ? false
  : true
