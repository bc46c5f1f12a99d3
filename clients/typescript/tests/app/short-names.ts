import { type ClientPlugin, createClient } from "nevr/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

const shortNames = () =>
  ({
    id: "shortNames",
    aliases: { me: "GET /auth/get-session", account: { leave: "POST /auth/sign-out" } },
  }) as const satisfies ClientPlugin

export const client = createClient<API>()({ plugins: [authClient(), shortNames()] })

export const whoAmI = async () => (await client.me({ refresh: false })).data?.user.id
