import { createClient } from "nevr/client/vue"
import { authClient } from "nevr/plugins/auth/client"
import { type ComputedRef, computed } from "vue"
import type { API } from "./api"

export const client = createClient<API>()({ plugins: [authClient()] })

/** The user's name, for the setup of a component. */
export function useName(): ComputedRef<string> {
  const session = client.useSession()
  return computed(() => session.value.data?.user.name ?? "stranger")
}
