import type { OnError } from "./types/call-options.js"
import type { Result } from "./types/result.js"

/**
 * Calls `onError` if a call failed. If that fails itself, the console gets its error, and the
 * caller does not.
 */
export function tell({ error }: Result, { onError }: { onError?: OnError | undefined }): void {
  if (!error || !onError) return
  new Promise((resolve) => resolve(onError(error))).catch(console.error)
}
