import { createClient } from "nevr/client/react"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

const client = createClient<API>()({ plugins: [authClient(), anonymousClient()] })

export function Greeting() {
  const { data, isPending } = client.useSession()
  if (isPending && !data) return <p>One moment</p>
  if (!data) return <p>Hello, stranger</p>
  return (
    <p>
      Hello, {data.user.name}{" "}
      <button type="button" onClick={() => client.auth.signOut()}>
        Sign out
      </button>
    </p>
  )
}
