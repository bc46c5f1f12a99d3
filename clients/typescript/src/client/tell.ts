import type { OnError } from "./types/call-options.js"
import type { ClientError } from "./types/result.js"

/** Calls `onError`. If that fails itself, the console gets its error, and the caller does not. */
export function tell(error: ClientError, { onError }: { onError?: OnError | undefined }): void {
  if (!onError) return
  new Promise((resolve) => resolve(onError(error))).catch(console.error)
}
