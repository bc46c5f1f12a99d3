import { createClient } from "nevr/client/react"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "../../../generated/api"

/**
 * nevr's endpoints, with the types that `generate` wrote. The shop's own plugin needs nothing here:
 * `client.auth.welcome.redeem({ code })` is its endpoint `POST /api/auth/welcome/redeem`.
 */
export const client = createClient<API>()({ plugins: [authClient(), anonymousClient()] })

export type User = API["entities"]["user"]
