// What is in the package as it is published.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import { expect, test } from "vitest"

const ROOT = join(import.meta.dirname, "../..")
const read = (file: string) => readFileSync(join(ROOT, file), "utf8")

const packed = execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: ROOT, encoding: "utf8" })
const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }]
const paths = files.map(({ path }) => path)

test("an editor and a debugger get from every file to its source", () => {
  const made = paths.filter((path) => /^dist\/.*\.js$|^dist\/.*\.d\.ts$/.test(path))
  expect(made.length).toBeGreaterThan(20)
  for (const path of made) {
    const [, map = ""] = /^\/\/# sourceMappingURL=(\S+)$/m.exec(read(path)) ?? []
    expect(paths, path).toContain(join(dirname(path), map))
    const { sources } = JSON.parse(read(join(dirname(path), map))) as { sources: string[] }
    expect(sources, path).not.toEqual([])
    for (const source of sources) {
      expect(paths, path).toContain(normalize(join(dirname(path), source)))
    }
  }
})

test("every entry is in it, the bare name too", () => {
  const { exports } = JSON.parse(read("package.json"))
  expect(exports["."]).toEqual(exports["./client"])
  for (const entry of Object.values(exports)) {
    const targets = typeof entry === "string" ? [entry] : Object.values(entry as object)
    for (const target of targets) expect(paths).toContain(normalize(target))
  }
})

test("the README names every entry", () => {
  const { exports } = JSON.parse(read("package.json"))
  for (const entry of Object.keys(exports)) {
    if (entry !== "./package.json") expect(read("README.md")).toContain(`\`nevr${entry.slice(1)}\``)
  }
})
