import type { TokenStorage } from "./types/options.js"

/** Holds the bearer token: in memory, and in the caller's storage if there is one. */
export class Tokens {
  #token: string | null = null
  #loaded: boolean
  #loading: Promise<void> | undefined
  #writes = Promise.resolve()

  constructor(
    private readonly storage: TokenStorage | undefined,
    private readonly onFailedWrite: () => void,
  ) {
    this.#loaded = !storage
  }

  /**
   * Returns the token. Rejects if the storage fails: a call without a token could make a second
   * guest.
   */
  async get(): Promise<string | null> {
    if (!this.#loaded) {
      this.#loading ??= this.#load()
      await this.#loading
    }
    return this.#token
  }

  async #load(): Promise<void> {
    try {
      await this.#writes
      this.#token = (await this.storage?.get()) || null
      this.#loaded = true
    } finally {
      this.#loading = undefined
    }
  }

  /** Stores another token; `null` removes it. */
  async set(token: string | null): Promise<void> {
    if (this.#token === token) return
    this.#token = token
    if (!this.storage) return
    const { storage } = this
    // Writes run one after the other: a slow write of an old token must not undo a newer one.
    this.#writes = this.#writes
      .then(() => (token ? storage.set(token) : storage.remove()))
      .then(() => {}, this.onFailedWrite)
    await this.#writes
  }

  /** Replaces the token that was sent, unless another one has replaced it in the meantime. */
  async replace(sent: string | null, token: string | null): Promise<void> {
    if (sent && sent === this.#token) await this.set(token)
  }

  /** Makes the next `get` read the storage again: another tab may have written to it. */
  reload(): void {
    this.#loaded = !this.storage
  }
}
