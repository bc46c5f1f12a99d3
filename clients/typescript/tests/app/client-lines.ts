import { createClient } from "nevr/client"
import { authClient } from "nevr/plugins/auth/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import type { API } from "./api"                     // written by `nevr generate`

const client = createClient<API>()({ baseURL: "/api", plugins: [authClient(), anonymousClient()] })

const { data, error } = await client.auth.signIn.anonymous()
await client.auth.anonymous.linkAccount({ email: "user@example.com", password: "securepassword123", name: "John Doe" })
