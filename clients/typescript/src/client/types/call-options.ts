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
