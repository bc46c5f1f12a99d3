import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { inject } from "vitest"

const CONFIG = readFileSync(resolve(import.meta.dirname, "../../../nevr.config.toml"), "utf8")
const PAGE = resolve(import.meta.dirname, "../../dist")

/** A shop of its own: a database that nobody else has, on a free port. */
export class Shop {
  readonly #folder = mkdtempSync(join(tmpdir(), "guest-checkout-"))
  #child: ChildProcess | undefined
  /** Where it answers. */
  url = ""

  /** Opens a shop; `section` is what the config says of guests beyond the file of the example. */
  static async open(section = ""): Promise<Shop> {
    const shop = new Shop()
    const header = "[plugins.auth.plugins.anonymous]\n"
    if (!CONFIG.includes(header)) throw new Error("the config has no guests")
    writeFileSync(join(shop.#folder, "nevr.config.toml"), CONFIG.replace(header, header + section))
    await shop.start()
    return shop
  }

  /** Begins to answer; after {@link stop}, with the same database at the same address. */
  async start(): Promise<void> {
    const env = {
      ...process.env,
      PORT: this.url ? new URL(this.url).port : "0",
      SHOP_PAGE: PAGE,
      NEVR_AUTH_SECRET: "uT5#vQ9!mZ2@kL7$xR4%wB8^nD1&hF6*",
    }
    const child = spawn(inject("program"), ["--push"], {
      cwd: this.#folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.#child = child
    let log = ""
    child.stderr.on("data", (chunk) => {
      log += chunk
    })
    for await (const line of createInterface(child.stdout)) {
      if (!line.startsWith("listening on ")) continue
      this.url = line.slice("listening on ".length)
      return
    }
    throw new Error(`the shop did not open: ${log}`)
  }

  /** Stops answering, all at once, as a server that crashes. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return
    child.kill("SIGKILL")
    await once(child, "exit")
  }

  /** Calls an endpoint as a program does: with a token, or as nobody. */
  async post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/api${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
