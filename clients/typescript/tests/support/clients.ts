import { createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "../app/api"

/** The plugins that most tests use. */
export const plugins = () => [authClient(), anonymousClient()] as const

/** A client of the current page. */
export const pageClient = () => createClient<API>()({ plugins: plugins() })

/** A client outside of a page, that keeps its token. */
export const bearerClient = (baseURL: string) =>
  createClient<API>()({ baseURL, bearer: true, plugins: plugins() })

let people = 0

/** Somebody without an account. */
export const somebody = () => ({
  email: `somebody-${process.pid}-${++people}@example.com`,
  password: "an-uncommon-passphrase",
})
