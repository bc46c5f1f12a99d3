import type { OnError } from "./types/call-options.js"
import type { ClientError } from "./types/result.js"

/** Tells of an error. A listener that fails itself is heard of on the console, not by the caller. */
export function tell(error: ClientError, { onError }: { onError?: OnError | undefined }): void {
  if (!onError) return
  new Promise((resolve) => resolve(onError(error))).catch(console.error)
}
