import { createClient } from "nevr/client"
import { authClient } from "nevr/plugins/auth/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import type { API } from "./api"

// Use curried pattern for full type inference
const client = createClient<API>()({
  plugins: [authClient(), anonymousClient()],
})

// Create anonymous session (under auth.signIn namespace)
const { data } = await client.auth.signIn.anonymous()

// Later, link to full account (under auth.anonymous namespace)
await client.auth.anonymous.linkAccount({
  email: "user@example.com",
  password: "securepassword123",
  name: "John Doe",
})
