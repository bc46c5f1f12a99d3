import { createClient } from "nevr/client/svelte"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

export const client = createClient<API>()({ plugins: [authClient()] })
