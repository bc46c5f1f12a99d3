import type { ReadableAtom } from "nanostores"
import type { AnyAPI, EndpointAt } from "./api.js"
import type { ErrorOf, OutputOf } from "./call.js"
import type { Plugins } from "./plugin.js"
import type { ClientError } from "./result.js"

/** What is known of the session. */
export interface SessionState<Data = unknown, Code extends string = string> {
  /** The session with its user; `null` when nobody is signed in, or when it is not known yet. */
  data: Data | null
  /** Why the session could not be read. What was known before stays in `data`. */
  error: ClientError<Code> | null
  /** Whether `data` is being found out: at first, and after every change. */
  isPending: boolean
}

/**
 * The session as a store: subscribe to it, and it stays true. It is read when somebody first
 * subscribes, after every call that changes it, when another tab changed it, and now and then when
 * the window is looked at again. On a server it stays empty.
 */
export type SessionStore<State extends SessionState = SessionState> = ReadableAtom<State> & {
  /** Reads the session anew. */
  refetch(): Promise<State>
}

/** The route that the plugins of a client read the session from. */
type ReadRoute<P extends Plugins> = P[number] extends infer One
  ? One extends { readonly session: { readonly read: infer Read } }
    ? Read
    : never
  : never

/** The state of an API's session, with a client's plugins. */
export type StateOf<API extends AnyAPI, P extends Plugins> =
  EndpointAt<API, ReadRoute<P>> extends infer E
    ? SessionState<NonNullable<OutputOf<E>>, ErrorOf<E>>
    : never

/** Whether the client has a session: a plugin says where it is read, and the API has that endpoint. */
export type HasSession<API extends AnyAPI, P extends Plugins> = [
  EndpointAt<API, ReadRoute<P>>,
] extends [never]
  ? false
  : true
