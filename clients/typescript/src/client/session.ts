import { atom, onMount } from "nanostores"
import type { Tabs } from "./tabs.js"
import type { Result } from "./types/result.js"
import type { SessionState, SessionStore } from "./types/session.js"

/** For how long a session that was read is not read again just because somebody looks. */
const FRESH_FOR = 30_000

/** Where a session is read, and what it is shared with. */
export interface SessionSource {
  /** Asks the server. */
  read(signal: AbortSignal): Promise<Result>
  /** Other tabs, in a browser whose tabs share the session. */
  tabs: Tabs | undefined
  /** Is told that another tab changed the session. */
  onForeignChange(): void
}

/** Keeps the session of the one user of this client. Without a source, for a server, it stays empty. */
export class Session {
  readonly store: SessionStore
  readonly #state = atom<SessionState>({ data: null, error: null, isPending: true })
  #watched = false
  /** What is kept may be untrue. */
  #outdated = true
  #readAt = 0
  #changes = 0
  #reading: AbortController | undefined
  #newest: Promise<SessionState> = Promise.resolve(this.#state.value)

  constructor(private readonly source: SessionSource | undefined) {
    this.store = Object.assign(this.#state, { refetch: () => this.#read() })
    if (source) onMount(this.#state, () => this.#watch(source))
  }

  /** A call begins that may change the session. */
  begin(): void {
    this.#changes++
    // The answer would be old, and its cookie could take the place of the new one.
    if (this.#drop()) this.#outdated = true
  }

  /** Such a call ended. */
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

  /** A call was answered as nobody's. */
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

  /** Reads the session if somebody watches and there is a reason to. */
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
        // Somebody asked again, or a change came in between: this answer is old.
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

  /** Gives up what is being read, if anything is. */
  #drop(): boolean {
    const reading = this.#reading
    this.#reading = undefined
    reading?.abort()
    return !!reading
  }

  /** Nobody hears of a state that is the same as before. */
  #set(state: SessionState): void {
    if (JSON.stringify(state) !== JSON.stringify(this.#state.value)) this.#state.set(state)
  }
}
