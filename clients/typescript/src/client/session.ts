import { atom, onMount } from "nanostores"
import type { Tabs } from "./tabs.js"
import type { Result } from "./types/result.js"
import type { SessionState, SessionStore } from "./types/session.js"

/** How long after a read, in milliseconds, the focus of the window does not cause another. */
const FRESH_FOR = 30_000

/** Where the session is read, and which tabs share it. */
export interface SessionSource {
  /** Reads the session from the server. */
  read(signal: AbortSignal): Promise<Result>
  /** Other tabs, in a browser whose tabs share the session. */
  tabs: Tabs | undefined
  /** Called when another tab changed the session. */
  onForeignChange(): void
}

/**
 * Follows the session of this client's one user. Without a source, as on a server, it stays empty.
 */
export class Session {
  readonly store: SessionStore
  readonly #state = atom<SessionState>({ data: null, error: null, isPending: true })
  #watched = false
  /** The state may differ from the server's. */
  #outdated = true
  #readAt = 0
  #changes = 0
  #reading: AbortController | undefined
  #newest: Promise<SessionState> = Promise.resolve(this.#state.value)

  constructor(private readonly source: SessionSource | undefined) {
    this.store = Object.assign(this.#state, { refetch: () => this.#read() })
    if (source) onMount(this.#state, () => this.#watch(source))
  }

  /** To be called before a call that may change the session. */
  begin(): void {
    this.#changes++
    // The read's answer would be old, and its cookie could replace the new one.
    if (this.#drop()) this.#outdated = true
  }

  /** To be called after such a call, with its outcome. */
  end(outcome: "unchanged" | "changed" | "ended"): void {
    this.#changes--
    if (outcome !== "unchanged") {
      this.#drop()
      this.#outdated = outcome === "changed"
      this.#readAt = Date.now()
      this.#set(
        this.#outdated
          ? { ...this.#state.value, isPending: true }
          : { data: null, error: null, isPending: false },
      )
      this.source?.tabs?.announce()
    }
    this.#look()
  }

  /** To be called when a call was answered with 401 `UNAUTHORIZED`. */
  refused(): void {
    if (!this.#state.value.data) return
    this.#outdated = true
    this.#look()
  }

  #watch({ tabs, onForeignChange }: SessionSource): () => void {
    this.#watched = true
    const look = () => this.#look()
    tabs?.listen(() => {
      onForeignChange()
      this.#drop()
      this.#outdated = true
      this.#look()
    })
    const events = ["focus", "online", "pageshow"]
    const target: Partial<Window> | undefined = globalThis.window
    for (const event of events) target?.addEventListener?.(event, look)
    this.#look()
    return () => {
      this.#watched = false
      tabs?.close()
      for (const event of events) target?.removeEventListener?.(event, look)
    }
  }

  /** Reads the session if the store has subscribers and the state may be old. */
  #look(): void {
    if (!this.#watched || this.#changes || this.#reading) return
    const fresh = Date.now() - this.#readAt < FRESH_FOR && !this.#state.value.error
    if (this.#outdated || !fresh) this.#read()
  }

  #read(): Promise<SessionState> {
    const { source } = this
    if (!source) return Promise.resolve(this.#state.value)
    this.#drop()
    const reading = new AbortController()
    this.#reading = reading
    if (this.#outdated) this.#set({ ...this.#state.value, isPending: true })
    const mine: Promise<SessionState> = source
      .read(reading.signal)
      .then(({ data, error }): SessionState | Promise<SessionState> => {
        // Another read or a change came in between: this answer is old.
        if (this.#reading !== reading)
          return this.#newest === mine ? this.#state.value : this.#newest
        this.#reading = undefined
        this.#outdated = false
        this.#readAt = Date.now()
        this.#set({
          data: error ? this.#state.value.data : (data ?? null),
          error,
          isPending: false,
        })
        return this.#state.value
      })
    this.#newest = mine
    return mine
  }

  /** Aborts the read that is running, and returns whether there was one. */
  #drop(): boolean {
    const reading = this.#reading
    this.#reading = undefined
    reading?.abort()
    return !!reading
  }

  /** Sets the state; subscribers are not called if it is the same as before. */
  #set(state: SessionState): void {
    if (JSON.stringify(state) !== JSON.stringify(this.#state.value)) this.#state.set(state)
  }
}
