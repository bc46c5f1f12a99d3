/**
 * The client plugin for `auth`.
 *
 * @module
 */
import { below } from "../../client/paths.js"
import type { Below, Route } from "../../client/types/api.js"
import type { ClientPlugin, SessionRules } from "../../client/types/plugin.js"

/** Options of {@link authClient}. */
export interface AuthClientOptions<Base extends `/${string}`> {
  /** `basePath` of `[plugins.auth]` in the config file; the default is `/auth`. */
  basePath?: Base
}

/** Names for auth's GET endpoints, which are called with `.get()` otherwise. */
export interface AuthAliases<Base extends `/${string}`> {
  getSession: `GET ${Base}/get-session`
  listSessions: `GET ${Base}/list-sessions`
  listAccounts: `GET ${Base}/list-accounts`
}

/** What get-session answers, as far as it matters here. */
interface Current {
  session: { updatedAt: string; expiresAt: string }
}

/** The client plugin that {@link authClient} returns. */
export interface AuthClient<Base extends `/${string}` = "/auth">
  extends ClientPlugin<Below<Base, AuthAliases<Base>>> {
  readonly id: "auth"
  readonly aliases: Below<Base, AuthAliases<Base>>
  readonly session: SessionRules<`GET ${Base}/get-session`>
  readonly once: readonly Route[]
}

/**
 * Adds the session to a client, and makes `getSession()`, `listSessions()` and `listAccounts()`
 * GET.
 */
export function authClient<const Base extends `/${string}` = "/auth">(
  options: AuthClientOptions<Base> = {},
): AuthClient<Base> {
  const base = (options.basePath ?? "/auth") as Base
  const aliases: AuthAliases<Base> = {
    getSession: `GET ${base}/get-session`,
    listSessions: `GET ${base}/list-sessions`,
    listAccounts: `GET ${base}/list-accounts`,
  }
  const post = (path: string): Route => `POST ${base}/${path}`
  const leave = post("sign-out")
  const ending = [post("delete-user"), post("revoke-sessions")]
  return {
    id: "auth",
    aliases: below(base, aliases) as Below<Base, AuthAliases<Base>>,
    session: {
      read: aliases.getSession,
      // The endpoints of sub-plugins too: they are all about who is signed in.
      changes: (route) => /^(?!GET |HEAD )/.test(route) && route.includes(` ${base}/`),
      ends: (route, status) =>
        route === leave
          ? // The server clears the cookie even when its database is away.
            status === 200 || status === 503
          : status === 200 && ending.includes(route as Route),
      peek: { refresh: false },
      isDue: (data) => {
        const { session } = (data ?? {}) as Partial<Current>
        const extended = Date.parse(session?.updatedAt as string)
        // An eighth of its life: less than a day of a week.
        return Date.now() - extended > (Date.parse(session?.expiresAt as string) - extended) / 8
      },
    },
    // A second one of these at the same time would be refused, or begin a second session.
    once: [
      leave,
      ...ending,
      ...["sign-up/email", "sign-in/email", "change-password", "revoke-session"].map(post),
    ],
  }
}
