import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import axe from "axe-core"
import type { Page } from "playwright-core"
import { expect } from "vitest"

const FOLDER = resolve(process.env.SCREENSHOTS ?? "target/screenshots")
const NARROW = { width: 320, height: 640 }
const WIDE = { width: 1280, height: 860 }

/**
 * Looks at a state of the page in light and dark, wide and narrow: nothing that is in somebody's way,
 * nothing wider than the window; and keeps pictures for people to look at.
 */
export async function look(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [size, viewport] of Object.entries({ wide: WIDE, narrow: NARROW })) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize(viewport)
      const path = join(FOLDER, `${name}-${size}-${colorScheme}.png`)
      // Whole, but for dialogs, which stand in the window.
      const fullPage = size === "narrow" && !(await page.getByRole("dialog").isVisible())
      await page.screenshot({ path, fullPage })
      expect(await violations(page), `${name}, ${size}, ${colorScheme}`).toEqual([])
      expect(await overflow(page), `${name}, ${size}`).toBeLessThanOrEqual(0)
      // Ids are for programs.
      expect(await page.locator("body").innerText(), name).not.toMatch(/anon_/)
    }
  }
  await page.emulateMedia({ colorScheme: null })
  await page.setViewportSize(WIDE)
}

/** What is serious or worse, as axe sees it. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ["violations"],
    }),
  )
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
