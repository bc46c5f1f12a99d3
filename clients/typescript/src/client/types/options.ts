import type { Fetch, HeadersInput, OnError } from "./call-options.js"
import type { Plugins } from "./plugin.js"

/** Where a bearer token is kept from one start of an app to the next. */
export interface TokenStorage {
  /** The token, if there is one. */
  get(): string | null | undefined | Promise<string | null | undefined>
  /** Keeps a token in place of the one before. */
  set(token: string): unknown
  /** Forgets the token. */
  remove(): unknown
}

/** How the client shows who is calling. */
export type Credentials =
  | {
      /** By cookie, unless this is `true`. */
      bearer?: false | undefined
      storage?: never
    }
  | {
      /**
       * By a token in the `Authorization` header, for apps that are no page in a browser. It is kept
       * in memory. Such a client belongs to one user: on a server, never share one between requests.
       */
      bearer: true
      /** Keeps the token beyond the life of the process. */
      storage?: TokenStorage | undefined
    }

/** What a client is made from. */
export type ClientOptions<P extends Plugins = Plugins> = Credentials & {
  /**
   * Where the API is: nothing (`/api` of the page's own origin), a path, an origin, or both. `/api`
   * is added only where there is no path.
   */
  baseURL?: string | undefined
  /** What gives names to endpoints, and brings the session. */
  plugins?: P
  /** Makes the requests in place of the platform's `fetch`. */
  fetch?: Fetch | undefined
  /** Headers of every request. */
  headers?: HeadersInput | (() => HeadersInput | Promise<HeadersInput>) | undefined
  /** Is told of every call that fails. */
  onError?: OnError | undefined
}
