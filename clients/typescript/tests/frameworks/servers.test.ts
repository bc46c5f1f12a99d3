// The same components as a server renders them, where a store with subscribers would never be freed.
import { createRoot } from "solid-js"
import { expect, test, vi } from "vitest"
import { createSSRApp, h } from "vue"
import { renderToString } from "vue/server-renderer"

const fetch = vi.fn()
vi.stubGlobal("fetch", fetch)
vi.stubGlobal("window", undefined)

test("Vue and Solid render on a server without a request or a subscriber that stays", async () => {
  const vue = await import("../app/vue-name")
  const setup = () => {
    const name = vue.useName()
    return () => h("p", name.value)
  }
  expect(await renderToString(createSSRApp({ setup }))).toBe("<p>stranger</p>")
  expect(vue.client.session.lc).toBe(0)
  const solid = await import("../app/solid-name")
  expect(createRoot(() => solid.useName()())).toBe("stranger")
  expect(solid.client.session.lc).toBe(0)
  expect(fetch).not.toHaveBeenCalled()
})
