// A browser, and pages that note what goes wrong in them.

import { createRequire } from "node:module"
import { readFileSync } from "node:fs"
import { chromium } from "playwright-core"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"

/** Starts the browser of the system. */
export function startBrowser() {
  // As root, which containers often are, Chromium has no sandbox.
  const chromiumSandbox = process.getuid?.() !== 0
  return chromium.launch({ executablePath, chromiumSandbox })
}

/**
 * A page in a context of its own. `complaints` holds what the browser complained about: errors in
 * scripts, messages on the console, what the policy of the page refused.
 */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints = []
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("console", (message) => {
    // That an endpoint answered with an error is no complaint about the page.
    if (message.text().startsWith("Failed to load resource: the server responded")) return
    if (["error", "warning"].includes(message.type())) complaints.push(message.text())
  })
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  return { page, complaints, close: () => context.close() }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe finds on the page, minor things too: rule and elements. */
export async function inaccessible(page) {
  // Evaluated by the debugger, to which the policy of the page does not apply.
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document))
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((n) => n.html).join(" ")}`)
}
