import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, inject } from "vitest"

const CONFIG = join(import.meta.dirname, "../app/nevr.config.toml")

/** A server of this test's own. */
export interface Server {
  /** Where it is: `http://127.0.0.1:40123`. */
  origin: string
  /** Its files: config, database, `generated`. */
  folder: string
  /** Ends it, before the test file does. */
  stop(): void
}

/** To be called at the end of the test file. A hook added while hooks or tests run is never called. */
const ends: (() => void)[] = []
afterAll(() => {
  for (const end of ends.splice(0).reverse()) end()
})

/** Makes a folder with a config, by default that of `tests/app`. Removed after the test file. */
export function folderWith(config?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "nevr-client-"))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, "nevr.config.toml")
  if (config) writeFileSync(file, config)
  else copyFileSync(CONFIG, file)
  return folder
}

/** Runs a command of `nevr` to its end, and returns its output. */
export const nevr = (folder: string, ...words: string[]): string =>
  execFileSync(inject("nevr"), words, { cwd: folder, encoding: "utf8" })

/** Runs `nevr dev` on a free port. Ends after the test file. */
export async function serve(config?: string): Promise<Server> {
  const folder = folderWith(config)
  const child = spawn(inject("nevr"), ["dev"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
  ends.push(() => child.kill("SIGKILL"))
  return { origin: await address(child), folder, stop: () => void child.kill("SIGKILL") }
}

const address = ({ stdout, stderr }: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    let said = ""
    stdout?.on("data", (part) => {
      said += part
      const found = /^serve\s+(http:\/\/[^/\s]+)/m.exec(said)?.[1]
      if (found) resolve(found)
    })
    stderr?.on("data", (part) => {
      said += part
    })
    stdout?.on("end", () => reject(new Error(`nevr dev ended: ${said}`)))
  })

/** Reads a file that a server wrote into its `generated` folder. */
export const generated = ({ folder }: Pick<Server, "folder">, file: string): string =>
  readFileSync(join(folder, "generated", file), "utf8")
