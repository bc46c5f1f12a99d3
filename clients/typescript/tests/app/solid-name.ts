import { createClient } from "nevr/client/solid"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

export const client = createClient<API>()({ plugins: [authClient()] })

/** The user's name, for a component: `const name = useName()`, then `{name()}`. */
export function useName(): () => string {
  const session = client.useSession()
  return () => session().data?.user.name ?? "stranger"
}
