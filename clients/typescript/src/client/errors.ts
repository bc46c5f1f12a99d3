import type { ClientError, ClientErrorCode, Result } from "./types/result.js"

/**
 * Makes a result with an error of the client's own. Messages quote no cause: it might hold a token.
 */
export const failure = (
  code: ClientErrorCode,
  message: string,
  status = 0,
  more?: { retryAfter?: number },
): Result => ({ data: null, error: { status, code, message, ...more } })

/** The result of a call that its caller aborted. */
export const aborted = (): Result => failure("ABORTED", "The call was aborted")

/** Reads the data of a response, or the error in the API's envelope. */
export function readAnswer(response: Response, text: string): Result {
  const { status } = response
  let body: unknown
  try {
    body = text ? JSON.parse(text) : undefined
  } catch {
    return notOfTheAPI(response)
  }
  if (response.ok) return { data: body, error: null }
  const error = (body as { error?: Partial<ClientError> } | null | undefined)?.error
  if (typeof error?.code !== "string") return notOfTheAPI(response)
  return {
    data: null,
    error: {
      status,
      code: error.code,
      message: String(error.message ?? error.code),
      ...(Array.isArray(error.details) && { details: error.details }),
      ...retryAfter(response),
    },
  }
}

const notOfTheAPI = (response: Response) =>
  failure(
    "INVALID_RESPONSE",
    response.ok
      ? "The answer is not JSON"
      : `The answer is not from the API (status ${response.status})`,
    response.status,
    retryAfter(response),
  )

/** Reads `Retry-After`. Servers send seconds; a proxy in front of one may send a date. */
function retryAfter({ headers }: Response): { retryAfter?: number } {
  const value = headers.get("retry-after")
  if (!value) return {}
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : Math.max(0, Math.ceil((Date.parse(value) - Date.now()) / 1000))
  return seconds >= 0 ? { retryAfter: seconds } : {}
}
