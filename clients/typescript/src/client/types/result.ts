/** One thing that is wrong with an input. */
export interface ErrorDetail {
  /** The path of the member, for example `items[0].name`; empty for the whole input. */
  field: string
  /** Stable, for programs. */
  code: string
  /** For people; may change. */
  message: string
}

/**
 * Codes of the client itself, in addition to those of the server:
 *
 * - `NETWORK_ERROR`: the request could not be made, or no answer came. Status 0.
 * - `ABORTED`: the caller's signal aborted the call. Status 0.
 * - `INVALID_RESPONSE`: the answer did not come from the API, for example a proxy's page.
 * - `STORAGE_ERROR`: the storage for the bearer token failed. Status 0.
 */
export type ClientErrorCode = "NETWORK_ERROR" | "ABORTED" | "INVALID_RESPONSE" | "STORAGE_ERROR"

/** Why a call failed. */
export interface ClientError<Code extends string = string> {
  /** The HTTP status; 0 when there was no answer. */
  status: number
  /** Stable, for programs. */
  code: Code | ClientErrorCode
  /** For people; may change. */
  message: string
  /** What is wrong with the input, by member. */
  details?: ErrorDetail[]
  /** Seconds to wait before the next try, if the server sent a number. */
  retryAfter?: number
}

/** What every call resolves to: one of `data` and `error` is `null`. */
export type Result<Data = unknown, Code extends string = string> =
  | { data: Data; error: null }
  | { data: null; error: ClientError<Code> }
