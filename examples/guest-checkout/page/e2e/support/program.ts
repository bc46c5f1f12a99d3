import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** The shop's binary. */
    program: string
  }
}

const crate = resolve(import.meta.dirname, "../../..")

/** Finds the shop: `SHOP_BIN`, or what cargo builds from the sources. */
export default function setup(project: TestProject): void {
  const program = process.env.SHOP_BIN ?? build()
  if (!existsSync(program)) throw new Error(`there is no shop at ${program}`)
  project.provide("program", program)
}

function build(): string {
  const command = ["build", "--package", "guest-checkout", "--message-format", "json"]
  const said = execFileSync("cargo", command, {
    cwd: crate,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  })
  for (const line of said.split("\n").filter(Boolean)) {
    const message = JSON.parse(line) as { executable?: string | null; target?: { name: string } }
    if (message.executable && message.target?.name === "guest-checkout") return message.executable
  }
  throw new Error("cargo built no guest-checkout")
}
