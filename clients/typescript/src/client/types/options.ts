import type { Fetch, HeadersInput, OnError } from "./call-options.js"
import type { Plugins } from "./plugin.js"

/** Stores a bearer token between two starts of an app. */
export interface TokenStorage {
  /** Returns the stored token, if there is one. */
  get(): string | null | undefined | Promise<string | null | undefined>
  /** Stores a token and replaces the one before. */
  set(token: string): unknown
  /** Removes the token. */
  remove(): unknown
}

/** How the client presents its session to the server. */
export type Credentials =
  | {
      /** By cookie, which is the default. */
      bearer?: false | undefined
      storage?: never
    }
  | {
      /**
       * By a token in the `Authorization` header, for apps outside of a browser. The token is kept
       * in memory. Such a client belongs to one user: on a server, never share it between requests.
       */
      bearer: true
      /** Stores the token, so that it survives the end of the process. */
      storage?: TokenStorage | undefined
    }

/** Options of a client. */
export type ClientOptions<P extends Plugins = Plugins> = Credentials & {
  /**
   * Where the API is: a path, an origin, or both. The default is `/api` of the page's own origin;
   * `/api` is added only if there is no path.
   */
  baseURL?: string | undefined
  /** Client plugins: they add names for endpoints, and the session. */
  plugins?: P
  /** Replaces the platform's `fetch`. */
  fetch?: Fetch | undefined
  /** Headers of every request, or a function that returns them. */
  headers?: HeadersInput | (() => HeadersInput | Promise<HeadersInput>) | undefined
  /** Called when any call fails. */
  onError?: OnError | undefined
}
