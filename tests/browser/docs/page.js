// The page under test, in a browser, from a server of its own.

import assert from "node:assert/strict"
import { openPage, startBrowser } from "../support/browser.js"
import { startServer } from "../support/server.js"

/** Starts both, the server with these options; `open` runs something on the page, and fails when the browser complains about it. */
export async function startDocs(options = {}) {
  const [server, browser] = await Promise.all([startServer(options), startBrowser()])
  async function open(run, { origin = server.origin, fragment = "", before = () => {}, shows = "#found", ...options } = {}) {
    const { page, complaints, close } = await openPage(browser, options)
    await before(page)
    await page.goto(`${origin}/api/docs${fragment}`)
    await page.locator(`${shows}:not(:empty)`).waitFor()
    await run(page)
    assert.deepEqual(complaints, [])
    await close()
  }
  async function stop() {
    await browser.close()
    await server.stop()
  }
  return { origin: server.origin, open, stop }
}

/** Opens an endpoint, by its id. */
export async function opened(page, id) {
  const endpoint = page.locator(`#${id}`)
  await endpoint.locator("summary").first().click()
  return endpoint
}

/** Sends what is in the form of an endpoint; its answer, once it is there. */
export async function sent(endpoint) {
  await endpoint.getByRole("button", { name: "Send" }).click()
  const status = await endpoint.locator(".status strong").textContent()
  const body = endpoint.getByRole("region", { name: "Answer" })
  return { status, json: JSON.parse(await body.textContent()) }
}
