import type { TokenStorage } from "./types/options.js"

/** Keeps the bearer token: in memory, and in the caller's storage if there is one. */
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

  /** The token. Fails when the storage does, for a call as nobody could make a second guest. */
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

  /** Keeps another token, or none. */
  async set(token: string | null): Promise<void> {
    if (this.#token === token) return
    this.#token = token
    if (!this.storage) return
    const { storage } = this
    // One after the other: a slow write of an old token must not undo a newer one.
    this.#writes = this.#writes
      .then(() => (token ? storage.set(token) : storage.remove()))
      .then(() => {}, this.onFailedWrite)
    await this.#writes
  }

  /** Keeps another token in place of this one, unless that has been replaced in the meantime. */
  async replace(sent: string | null, token: string | null): Promise<void> {
    if (sent && sent === this.#token) await this.set(token)
  }

  /** Another tab may have written the storage. */
  reload(): void {
    this.#loaded = !this.storage
  }
}
