/**
 * The client plugin for `auth`.
 *
 * @module
 */
import { below } from "../../client/paths.js"
import type { Below } from "../../client/types/api.js"
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

/** The client plugin that {@link authClient} returns. */
export interface AuthClient<Base extends `/${string}` = "/auth">
  extends ClientPlugin<Below<Base, AuthAliases<Base>>> {
  readonly id: "auth"
  readonly aliases: Below<Base, AuthAliases<Base>>
  readonly session: SessionRules<`GET ${Base}/get-session`>
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
  const ending = [`POST ${base}/delete-user`, `POST ${base}/revoke-sessions`]
  return {
    id: "auth",
    aliases: below(base, aliases) as Below<Base, AuthAliases<Base>>,
    session: {
      read: `GET ${base}/get-session`,
      // The endpoints of sub-plugins too: they are all about who is signed in.
      changes: (route) => /^(?!GET |HEAD )/.test(route) && route.includes(` ${base}/`),
      ends: (route, status) =>
        route === `POST ${base}/sign-out`
          ? // The server clears the cookie even when its database is away.
            status === 200 || status === 503
          : status === 200 && ending.includes(route),
    },
  }
}
