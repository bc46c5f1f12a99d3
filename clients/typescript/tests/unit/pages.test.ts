// The pages show files of `tests/app`, which are compiled, and run by `tests/server/pages.test.ts`.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"

const ROOT = join(import.meta.dirname, "../../../..")
const APP = "clients/typescript/tests/app"
const read = (path: string) => readFileSync(join(ROOT, path), "utf8")

/** The blocks of TypeScript of a page, without their fences. */
const blocks = (page: string) =>
  [...read(page).matchAll(/^```tsx?\n([\s\S]*?)\n```$/gm)].map(([, block = ""]) => block)

const pages = ["client", "try-before-sign-up", "progressive-onboarding", "temporary-sessions"]

test.each([...pages.map((page) => `docs/src/how-to/${page}.md`), "clients/typescript/README.md"])(
  "TypeScript in %s is in files, word for word",
  (page) => {
    const shown = blocks(page)
    expect(shown).not.toEqual([])
    for (const block of shown) {
      const [, name = ""] = /^\/\/ (\S+)\n/.exec(block) ?? []
      expect(block).toBe(`// ${name}\n${read(`${APP}/${name}`).trimEnd()}`)
    }
  },
)
