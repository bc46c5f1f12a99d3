import { atom } from "nanostores"
import type { Tabs } from "./tabs.js"
import type { Result } from "./types/result.js"
import type { SessionState, SessionStore } from "./types/session.js"

/** How long after a read, in milliseconds, the focus of the window does not cause another. */
const FRESH_FOR = 30_000

/** How long, in milliseconds, the store is watched after its last subscriber has left. */
const LINGER = 1000

/** Where the session is read, and which tabs share it. */
export interface SessionSource {
  /** Reads the session from the server. */
  read(signal: AbortSignal): Promise<Result>
  /** Other tabs, in a browser whose tabs share the session. */
  tabs: Tabs | undefined
  /** Called when another tab changed the session. */
  onForeignChange(): void
  /** See {@link SessionRules.isDue}. */
  isDue: ((data: unknown) => boolean) | undefined
}

/**
 * Follows the session of this client's one user. Without a source, as on a server, it stays empty.
 */
export class Session {
  readonly store: SessionStore
  readonly #state = atom<SessionState>({ data: null, error: null, isPending: true })
  #unwatch: (() => void) | undefined
  /** The state may differ from the server's. */
  #outdated = true
  #readAt = 0
  #changes = 0
  #reading: AbortController | undefined
  #newest: Promise<SessionState> = Promise.resolve(this.#state.value)

  constructor(private readonly source: SessionSource | undefined) {
    this.store = Object.assign(this.#state, {
      refetch: () => this.#read(),
      hydrate: (data: unknown) => {
        if (!source) return
        this.#take(data, null)
        if (source.isDue?.(data)) this.#readAt = 0
        this.#look()
      },
    })
    if (source) this.#watchWhileUsed(source)
    // The store never changes on a server, where frameworks subscribe and never unsubscribe.
    else this.#state.listen = () => () => {}
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
    if (outcome === "ended") this.#take(null, null)
    if (outcome === "changed") {
      this.#drop()
      this.#outdated = true
      this.#set({ isPending: true })
    }
    if (outcome !== "unchanged") this.source?.tabs?.announce()
    this.#look()
  }

  /** To be called when a call was answered with 401 `UNAUTHORIZED`. */
  refused(): void {
    if (!this.#state.value.data) return
    this.#outdated = true
    this.#look()
  }

  /**
   * Watches the session while the store has subscribers, and a moment longer. This is `onMount` of
   * nanostores without the rest of its events, which would be a twentieth of this package.
   */
  #watchWhileUsed(source: SessionSource): void {
    const { listen } = this.#state
    this.#state.listen = (subscriber) => {
      if (!this.#unwatch) {
        this.#unwatch = this.#watch(source)
        this.#look()
      }
      const leave = listen(subscriber)
      return () => {
        leave()
        setTimeout(() => {
          if (this.#state.lc) return
          this.#unwatch?.()
          this.#unwatch = undefined
        }, LINGER)
      }
    }
  }

  #watch({ tabs, onForeignChange }: SessionSource): () => void {
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
    return () => {
      tabs?.close()
      for (const event of events) target?.removeEventListener?.(event, look)
    }
  }

  /** Reads the session if the store has subscribers and the state may be old. */
  #look(): void {
    if (!this.#unwatch || this.#changes || this.#reading) return
    const isOld = Date.now() - this.#readAt >= FRESH_FOR
    if (this.#outdated || this.#state.value.error || isOld) this.#read()
  }

  #read(): Promise<SessionState> {
    const { source } = this
    if (!source) return Promise.resolve(this.#state.value)
    this.#drop()
    const reading = new AbortController()
    this.#reading = reading
    if (this.#outdated) this.#set({ isPending: true })
    const mine: Promise<SessionState> = source
      .read(reading.signal)
      .then(({ data, error }): SessionState | Promise<SessionState> => {
        // Another read or a change came in between: this answer is old.
        if (this.#reading !== reading)
          return this.#newest === mine ? this.#state.value : this.#newest
        this.#take(error ? this.#state.value.data : (data ?? null), error)
        return this.#state.value
      })
    this.#newest = mine
    return mine
  }

  /** Sets what is known of the session from now on. */
  #take(data: unknown, error: SessionState["error"]): void {
    this.#drop()
    this.#outdated = false
    this.#readAt = Date.now()
    this.#set({ data, error, isPending: false })
  }

  /** Aborts the read that is running, and returns whether there was one. */
  #drop(): boolean {
    const reading = this.#reading
    this.#reading = undefined
    reading?.abort()
    return !!reading
  }

  /** Changes the state; subscribers are not called if it is the same as before. */
  #set(changes: Partial<SessionState>): void {
    const state = { ...this.#state.value, ...changes }
    if (JSON.stringify(state) !== JSON.stringify(this.#state.value)) this.#state.set(state)
  }
}
