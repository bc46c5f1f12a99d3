import type { AnyAPI } from "./api.js"
import type { AliasesOf, Plugins } from "./plugin.js"
import type { HasSession, SessionStore, StateOf } from "./session.js"
import type { Tree } from "./tree.js"

/** The members of a client that are not endpoints. */
type SessionMembers<API extends AnyAPI, P extends Plugins, Use> =
  HasSession<API, P> extends true
    ? {
        /** The session, as a store to subscribe to. */
        readonly session: SessionStore<StateOf<API, P>>
        /** The session in the form that the framework uses, for example a hook. */
        readonly useSession: Use
      }
    : unknown

/** A client whose `useSession` is what a framework uses: a hook, a composable, a signal. */
export type ClientWith<API extends AnyAPI, P extends Plugins, Use> = Tree<API["endpoints"]> &
  AliasesOf<API, P> &
  SessionMembers<API, P, Use>

/** A client of an API: `client.auth.signIn.email({ … })` is `POST /auth/sign-in/email`. */
export type Client<API extends AnyAPI, P extends Plugins> = ClientWith<
  API,
  P,
  SessionStore<StateOf<API, P>>
>
