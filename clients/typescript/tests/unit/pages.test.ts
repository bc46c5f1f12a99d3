// The pages show files of `tests/app`, which are compiled, and run by `tests/server/pages.test.ts`.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const ROOT = join(import.meta.dirname, "../../../..")
const APP = "clients/typescript/tests/app"
const read = (path: string) => readFileSync(join(ROOT, path), "utf8")

/** The blocks of TypeScript of a page, without their fences. */
const blocks = (page: string) =>
  [...read(page).matchAll(/^```tsx?\n([\s\S]*?)\n```$/gm)].map(([, block = ""]) => block)

test.each(["client", "try-before-sign-up", "progressive-onboarding", "temporary-sessions"])(
  "TypeScript on the page %s is in files, by their names",
  (page) => {
    const shown = blocks(`docs/src/how-to/${page}.md`)
    expect(shown).not.toEqual([])
    for (const block of shown) {
      const [, name = "", path] =
        /^\/\/ (\S+)\n{{#include \.\.\/\.\.\/\.\.\/(\S+)}}$/.exec(block) ?? []
      expect(path, block).toBe(`${APP}/${name}`)
      expect(existsSync(join(ROOT, APP, name)), name).toBe(true)
    }
  },
)

test("TypeScript in the README is in files, word for word", () => {
  const shown = blocks("clients/typescript/README.md")
  expect(shown).not.toEqual([])
  for (const block of shown) {
    const [, name = ""] = /^\/\/ (\S+)\n/.exec(block) ?? []
    expect(block).toBe(`// ${name}\n${read(`${APP}/${name}`).trimEnd()}`)
  }
})
