/**
 * The client plugin for `auth.anonymous`.
 *
 * @module
 */
import { below } from "../../../client/paths.js"
import type { Below, Route } from "../../../client/types/api.js"
import type { ClientPlugin } from "../../../client/types/plugin.js"
import type { AuthClientOptions } from "../client.js"

/** Names for the endpoints of `anonymous`. */
export interface AnonymousAliases<Base extends `/${string}`> {
  anonymous: {
    /** Turns the guest into a full account, with the same id and everything it owns. */
    linkAccount: `POST ${Base}/anonymous/link`
  }
}

/** The client plugin that {@link anonymousClient} returns. */
export interface AnonymousClient<Base extends `/${string}` = "/auth">
  extends ClientPlugin<Below<Base, AnonymousAliases<Base>>> {
  readonly id: "auth.anonymous"
  readonly aliases: Below<Base, AnonymousAliases<Base>>
  readonly once: readonly Route[]
}

/**
 * Adds `anonymous.linkAccount`, and lets two guest sign-ins, or two links with the same input, share
 * one request if they are made at the same time.
 */
export function anonymousClient<const Base extends `/${string}` = "/auth">(
  options: AuthClientOptions<Base> = {},
): AnonymousClient<Base> {
  const base = (options.basePath ?? "/auth") as Base
  const aliases: AnonymousAliases<Base> = {
    anonymous: { linkAccount: `POST ${base}/anonymous/link` },
  }
  return {
    id: "auth.anonymous",
    aliases: below(base, aliases) as Below<Base, AnonymousAliases<Base>>,
    once: [`POST ${base}/sign-in/anonymous`, `POST ${base}/anonymous/link`],
  }
}
