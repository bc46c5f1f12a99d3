/**
 * The client of an app's API.
 *
 * ```ts
 * import { createClient } from "nevr/client"
 * import { authClient } from "nevr/plugins/auth/client"
 * import type { API } from "./api"
 *
 * const client = createClient<API>()({ plugins: [authClient()] })
 * const { data, error } = await client.auth.signIn.email({ email, password })
 * ```
 *
 * @module
 */
import { build } from "./create.js"
import type { AnyAPI } from "./types/api.js"
import type { Client } from "./types/client.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"

export type { AnyAPI, Method, Route } from "./types/api.js"
export type { Call } from "./types/call.js"
export type { CallOptions, Fetch, HeadersInput, OnError } from "./types/call-options.js"
export type { Client } from "./types/client.js"
export type { ClientOptions, TokenStorage } from "./types/options.js"
export type { ClientPlugin, Plugins, SessionRules } from "./types/plugin.js"
export type { ClientError, ClientErrorCode, ErrorDetail, Result } from "./types/result.js"
export type { SessionState, SessionStore } from "./types/session.js"

/**
 * Makes a client: `createClient<API>()({ … })`. It is called twice because TypeScript can't take
 * `API` and infer the plugins' types in one call. It sends no request.
 */
export const createClient =
  <API extends AnyAPI>() =>
  <const P extends Plugins = []>(options: ClientOptions<P> = {}): Client<API, P> =>
    build(options, (store) => store) as Client<API, P>
