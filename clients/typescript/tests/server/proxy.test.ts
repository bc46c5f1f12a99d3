// The page of a front end's dev server, which passes the API on.

import { createServer } from "vite"
import { expect, test } from "vitest"
import config from "../app/vite.config"
import { Browser } from "../support/browser"
import { pageClient, somebody } from "../support/clients"
import { serve } from "../support/server"

test("behind the proxy that the README shows, a page signs in with nothing else to set", async () => {
  const { origin: target } = await serve()
  const proxy = (config as { server: { proxy: object } }).server.proxy
  expect(proxy).toEqual({ "/api": "http://127.0.0.1:3000" })
  const vite = await createServer({
    configFile: false,
    root: import.meta.dirname,
    logLevel: "silent",
    server: { port: 0, host: "localhost", proxy: { "/api": target } },
  })
  try {
    await vite.listen()
    const [url = ""] = vite.resolvedUrls?.local ?? []
    const browser = new Browser(new URL(url).origin)
    browser.open()
    const { auth } = pageClient()
    const guest = await auth.signIn.anonymous()
    expect(guest.error).toBeNull()
    const linked = await auth.anonymous.linkAccount(somebody())
    expect(linked.data?.user.id).toBe(guest.data?.user.id)
    expect(browser.cookies).toHaveLength(1)
  } finally {
    await vite.close()
  }
})
