import { execFileSync } from "node:child_process"
import { join } from "node:path"

const ROOT = join(import.meta.dirname, "../../../..")

/** The program `nevr`: the one that `NEVR_BIN` names, else this repository's, built if necessary. */
export function binary(): string {
  const given = process.env.NEVR_BIN
  if (given) return given
  cargo("build", "-p", "nevr")
  const { target_directory: target } = JSON.parse(
    cargo("metadata", "--no-deps", "--format-version", "1"),
  )
  return join(target, "debug", process.platform === "win32" ? "nevr.exe" : "nevr")
}

const cargo = (...words: string[]) =>
  execFileSync("cargo", words, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  })
