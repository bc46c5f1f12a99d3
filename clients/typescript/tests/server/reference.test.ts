// The lines that the reference promises, unchanged, in a page of a real server.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeEach, expect, test, vi } from "vitest"
import { Browser } from "../support/browser"
import { serve } from "../support/server"

let browser: Browser
beforeEach(() => void vi.resetModules())

const file = (name: string) => readFileSync(join(import.meta.dirname, "../app", name), "utf8")

/** Each test has a server of its own, because their accounts have the same address. */
async function openPage() {
  browser = new Browser((await serve()).origin)
  browser.open()
}

test.each(["client-setup.ts", "client-usage.ts"])(
  "%s is word for word what the page shows",
  (name) => {
    const [, block] =
      new RegExp(`## ${name}\n\n\`\`\`ts\n([^]*?)\`\`\``).exec(file("reference.md")) ?? []
    expect(file(name)).toBe(block)
  },
)

test("the set-up sends no request", async () => {
  await openPage()
  await import("../app/client-setup")
  expect(browser.asked).toEqual([])
})

test.each([
  ["client-usage.ts", () => import("../app/client-usage")],
  ["client-lines.ts", () => import("../app/client-lines")],
])("%s makes a guest and links it", async (_, run) => {
  await openPage()
  await run()
  expect(browser.asked).toEqual([
    "POST /api/auth/sign-in/anonymous",
    "POST /api/auth/anonymous/link",
  ])
  const [guest, linked] = browser.answers.map((text) => JSON.parse(text))
  expect(guest.user.isAnonymous).toBe(true)
  expect(linked).toMatchObject({
    success: true,
    user: { id: guest.user.id, email: "user@example.com", name: "John Doe", isAnonymous: false },
  })
})
