import type { ClientError } from "nevr/client"

/** Why something failed, for people. */
export function explain(error: ClientError): string {
  switch (error.code) {
    case "NETWORK_ERROR":
      return navigator.onLine
        ? "The shop doesn't answer. Nothing is lost."
        : "You are offline. Nothing is lost."
    case "RATE_LIMITED":
      return "Those were too many tries in a short time."
    case "SERVICE_UNAVAILABLE":
      return "The shop is too busy at the moment. Nothing is lost."
    case "INTERNAL_ERROR":
    case "INVALID_RESPONSE":
      return "Something went wrong in the shop, not with you."
    case "GUEST_NOT_ALLOWED":
      return "This needs an account. Make one below; your cart stays."
    default:
      return `${error.message}.`
  }
}

/** What is wrong with each field of a form. */
export type FieldProblems = Readonly<Record<string, string>>

/**
 * Finds out which field an error is about: by the details of the envelope, or by a code that is
 * about one field alone.
 */
export function fieldProblems(
  error: ClientError | null,
  labels: Readonly<Record<string, string>>,
  codes: Readonly<Record<string, string>> = {},
): FieldProblems {
  if (!error) return {}
  const field = codes[error.code]
  if (field) return { [field]: `${error.message}.` }
  const problems: Record<string, string> = {}
  for (const { field, message } of error.details ?? []) {
    const label = labels[field]
    if (label) problems[field] ??= `${label} ${message}.`
  }
  return problems
}
