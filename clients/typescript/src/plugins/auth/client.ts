/**
 * The client's part of the plugin `auth`.
 *
 * @module
 */
import { below } from "../../client/paths.js"
import type { Below } from "../../client/types/api.js"
import type { ClientPlugin, SessionRules } from "../../client/types/plugin.js"

/** Where auth's endpoints are, if its `basePath` is not `/auth`. */
export interface AuthClientOptions<Base extends `/${string}`> {
  /** `basePath` of the plugin's section in the config file. */
  basePath?: Base
}

/** Names for the endpoints of auth that only read: without them, they are called by `.get()`. */
export interface AuthAliases<Base extends `/${string}`> {
  getSession: `GET ${Base}/get-session`
  listSessions: `GET ${Base}/list-sessions`
  listAccounts: `GET ${Base}/list-accounts`
}

/** What {@link authClient} makes. */
export interface AuthClient<Base extends `/${string}` = "/auth">
  extends ClientPlugin<Below<Base, AuthAliases<Base>>> {
  readonly id: "auth"
  readonly aliases: Below<Base, AuthAliases<Base>>
  readonly session: SessionRules<`GET ${Base}/get-session`>
}

/** Brings the session, and lets `getSession()`, `listSessions()` and `listAccounts()` be GET. */
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
      // Sub-plugins too: whatever they add there is about who is signed in.
      changes: (route) => /^(?!GET |HEAD )/.test(route) && route.includes(` ${base}/`),
      ends: (route, status) =>
        route === `POST ${base}/sign-out`
          ? // The server clears the cookie even when its database is away.
            status === 200 || status === 503
          : status === 200 && ending.includes(route),
    },
  }
}
