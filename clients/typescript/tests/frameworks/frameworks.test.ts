// Each framework itself, in a page: a component that shows the name in the session.
import type { AnyAPI } from "nevr"
import { beforeEach, expect, onTestFinished, test, vi } from "vitest"
import { Fake, session, settle } from "../support/fake"

/** Mounts a component of the sample app into the element, and returns how to remove it. */
const FRAMEWORKS = {
  vue: async (element: Element) => {
    const { createApp, h } = await import("vue")
    const { useName } = await import("../app/vue-name")
    const setup = () => {
      const name = useName()
      return () => h("p", name.value)
    }
    const app = createApp({ setup })
    app.mount(element)
    return () => app.unmount()
  },
  solid: async (element: Element) => {
    const { insert, render } = await import("solid-js/web")
    const { useName } = await import("../app/solid-name")
    const Name = () => {
      const paragraph = document.createElement("p")
      insert(paragraph, useName())
      return paragraph
    }
    return render(Name, element)
  },
  svelte: async (target: Element) => {
    const { flushSync, mount, unmount } = await import("svelte")
    const { default: Name } = await import("../app/Name.svelte")
    const component = mount(Name, { target })
    flushSync()
    return () => void unmount(component)
  },
}

const CLIENTS = {
  vue: () => import("../app/vue-name"),
  solid: () => import("../app/solid-name"),
  svelte: () => import("../app/svelte-client"),
} satisfies Record<string, () => Promise<{ client: unknown }>>

let pages = 0
let element: Element
beforeEach(() => {
  vi.resetModules()
  // Pages of one origin would be tabs of one browser.
  vi.stubGlobal("location", { origin: `https://shop-${++pages}.example` })
  document.body.replaceChildren()
  element = document.body.appendChild(document.createElement("div"))
})

/** A server whose session is `who`. */
function serve() {
  const state = { who: "ada" as string | null }
  const fake = new Fake((asked) => {
    if (!asked.line.startsWith("GET")) state.who = null
    asked.answer(state.who ? session(state.who) : "null")
  })
  vi.stubGlobal("fetch", fake.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return { fake, state }
}

test.each(["vue", "solid", "svelte"] as const)(
  "%s: a component follows the session for as long as it is mounted",
  async (framework) => {
    const { fake, state } = serve()
    const { client } = await CLIENTS[framework]()
    const remove = await FRAMEWORKS[framework](element)
    await expect.poll(() => element.textContent).toBe("ada")
    expect(fake.lines).toEqual([`GET ${location.origin}/api/auth/get-session`])
    await client.auth.signOut()
    await expect.poll(() => element.textContent).toBe("stranger")
    state.who = "bob"
    await client.session.refetch()
    await expect.poll(() => element.textContent).toBe("bob")
    expect(client.session.lc).toBeGreaterThan(0)
    remove()
    await expect.poll(() => client.session.lc).toBe(0)
  },
)

test.each(["vue", "solid", "svelte"] as const)(
  "%s: a session that a server handed over is shown at once, without a request",
  async (framework) => {
    const { fake } = serve()
    const { client } = await CLIENTS[framework]()
    client.session.hydrate(session("eve") as never)
    onTestFinished(await FRAMEWORKS[framework](element))
    expect(element.textContent).toBe("eve")
    await settle()
    expect(fake.asked).toEqual([])
  },
)

test("the bare name is the client without a framework", async () => {
  const [bare, client] = [await import("nevr"), await import("nevr/client")]
  expect(bare.createClient).toBe(client.createClient)
  expect(bare.createClient<AnyAPI>()({ baseURL: "/api" })).toBeDefined()
})
