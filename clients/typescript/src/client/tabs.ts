import { aborted } from "./errors.js"
import type { Result } from "./types/result.js"

/**
 * Tells other tabs that the session changed, and listens to them. The message contains nothing
 * else: each tab reads the session from the server.
 */
export class Tabs {
  #channel: BroadcastChannel | undefined

  constructor(private readonly name: string) {}

  listen(changed: () => void): void {
    this.#channel = open(this.name)
    this.#channel?.addEventListener("message", changed)
  }

  announce(): void {
    const channel = this.#channel ?? open(this.name)
    channel?.postMessage("changed")
    if (channel !== this.#channel) channel?.close()
  }

  close(): void {
    this.#channel?.close()
    this.#channel = undefined
  }
}

const open = (name: string) =>
  typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name)

/** Runs a request while no other tab runs one of the same name, if the browser has locks. */
export async function inOneTab(
  name: string,
  signal: AbortSignal,
  run: () => Promise<Result>,
): Promise<Result> {
  const locks: LockManager | undefined = globalThis.navigator?.locks
  if (!locks) return run()
  try {
    return await locks.request(name, { signal }, run)
  } catch {
    // An aborted wait gets no lock; nor does a frame that is not allowed to share anything.
    return signal.aborted ? aborted() : run()
  }
}
