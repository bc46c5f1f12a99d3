// A nevr server of the test's own: on a free port, in a folder that is removed again.

import { execFileSync, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..")

const config = (server) => `database = "sqlite"

[server]
port = 0
${Object.entries(server).map(([option, value]) => `${option} = ${JSON.stringify(value)}`).join("\n")}

[plugins.auth]

[plugins.auth.plugins.anonymous]
`

/** Starts `nevr dev`, with these options of `[server]`; `origin` is where it listens. */
export async function startServer(options = {}) {
  const folder = mkdtempSync(join(tmpdir(), "nevr-browser-"))
  writeFileSync(join(folder, "nevr.config.toml"), config(options))
  const env = { PATH: process.env.PATH, HOME: folder, NEVR_LOG: "warn" }
  const child = spawn(program(), ["dev"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] })
  const ended = new Promise((resolve) => child.once("exit", resolve))
  const origin = await listening(child)
  const stop = async () => {
    child.kill("SIGTERM")
    await ended
    rmSync(folder, { recursive: true })
  }
  return { origin, stop }
}

async function listening(child) {
  let origin
  for await (const line of createInterface({ input: child.stdout })) {
    origin ??= line.match(/^serve\s+(http:\/\/[^/\s]+)/)?.[1]
    if (line.includes("Ctrl-C stops")) break
  }
  // What else it says is read, so that it never waits for a reader.
  child.stdout.resume()
  if (origin === undefined) throw new Error("the server did not start")
  return origin
}

/** The program: `NEVR_BIN`, or what cargo builds here. */
function program() {
  if (process.env.NEVR_BIN) return process.env.NEVR_BIN
  const cargo = (...words) => execFileSync("cargo", words, { cwd: root, stdio: ["ignore", "pipe", "inherit"] })
  cargo("build", "--quiet", "--package", "nevr")
  const metadata = cargo("metadata", "--format-version=1", "--no-deps").toString()
  return join(JSON.parse(metadata).target_directory, "debug/nevr")
}

/** Where screenshots go: `SCREENSHOTS`, or the target folder. */
export const screenshots = process.env.SCREENSHOTS ?? join(root, "target/screenshots")
