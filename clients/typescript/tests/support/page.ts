import { createClient } from "nevr/client"
import { afterEach, vi } from "vitest"
import type { API } from "../app/api"
import { plugins } from "./clients"
import type { Fake } from "./fake"

let pages = 0

/** Makes this test run as a page, with an origin of its own. */
export function openPage(): { window: EventTarget; api: string } {
  const window = new EventTarget()
  const origin = `https://page-${++pages}.example`
  vi.stubGlobal("window", window)
  vi.stubGlobal("location", { origin })
  return { window, api: `${origin}/api` }
}

/** A client in a tab of the current page. */
export const tab = ({ fetch }: Pick<Fake, "fetch">) =>
  createClient<API>()({ fetch, plugins: plugins() })

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
