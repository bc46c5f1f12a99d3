import type { Plugins } from "./plugin.js"
import type { ClientError } from "./result.js"

/** A function like the platform's `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Headers to send, in any of the usual forms. */
export type HeadersInput =
  | Headers
  | [string, string][]
  | Record<string, string | readonly string[] | undefined>

/** Is told why a call failed. What it throws goes to the console and no further. */
export type OnError = (error: ClientError) => void

/** What a single call may say beside its input. */
export interface CallOptions {
  /** Ends the call early: its error is `ABORTED`. */
  signal?: AbortSignal | undefined
  /**
   * Headers of this call. On a server, the headers of the request that is being answered: its cookie
   * says whose call this is.
   */
  headers?: HeadersInput | undefined
  /** Is told of an error of this call, before the client's own `onError`. */
  onError?: OnError | undefined
  /** Makes this request in place of the client's `fetch`. */
  fetch?: Fetch | undefined
}

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
