/** One thing that is wrong with an input. */
export interface ErrorDetail {
  /** Which member of the input. */
  field: string
  /** Stable; what programs look at. */
  code: string
  /** For people. */
  message: string
}

/**
 * Codes of errors that no server answered, beside the server's own:
 *
 * - `NETWORK_ERROR`: the request could not be made, or no answer came. Status 0.
 * - `ABORTED`: the caller's signal ended the call. Status 0.
 * - `INVALID_RESPONSE`: an answer came that is not one of the API, for example a proxy's page.
 * - `STORAGE_ERROR`: the storage of the bearer token failed. Status 0.
 */
export type ClientErrorCode = "NETWORK_ERROR" | "ABORTED" | "INVALID_RESPONSE" | "STORAGE_ERROR"

/** Why a call failed. */
export interface ClientError<Code extends string = string> {
  /** The HTTP status; 0 when there was no answer. */
  status: number
  /** Stable; what programs look at. */
  code: Code | ClientErrorCode
  /** For people. */
  message: string
  /** What is wrong with the input, by member. */
  details?: ErrorDetail[]
  /** In how many seconds to try again, when the server said so. */
  retryAfter?: number
}

/** What every call resolves to: either `data` or `error`. */
export type Result<Data = unknown, Code extends string = string> =
  | { data: Data; error: null }
  | { data: null; error: ClientError<Code> }
