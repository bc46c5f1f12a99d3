import { createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

export const client = createClient<API>()({ plugins: [authClient(), anonymousClient()] })
