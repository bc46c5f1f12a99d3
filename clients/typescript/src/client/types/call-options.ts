import type { ClientError } from "./result.js"

/** A function like the platform's `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Headers to send, in any of the common forms. */
export type HeadersInput =
  | Headers
  | [string, string][]
  | Record<string, string | readonly string[] | undefined>

/** Called when a call fails. If it throws, that is printed to the console and nothing else. */
export type OnError = (error: ClientError) => void

/** Options of a single call. */
export interface CallOptions {
  /** Aborts the call: its error is then `ABORTED`. */
  signal?: AbortSignal | undefined
  /**
   * Headers of this call. On a server, pass the headers of the request that you are answering: its
   * cookie identifies the user.
   */
  headers?: HeadersInput | undefined
  /** Called when this call fails, before the client's own `onError`. */
  onError?: OnError | undefined
  /** Replaces the client's `fetch` for this call. */
  fetch?: Fetch | undefined
}
