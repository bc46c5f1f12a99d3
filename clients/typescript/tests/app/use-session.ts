import { onScopeDispose, readonly, shallowRef } from "vue"
import { client } from "./client"

/** The session as a ref of Vue. */
export function useSession() {
  const state = shallowRef(client.session.value)
  onScopeDispose(client.session.subscribe((value) => (state.value = value)))
  return readonly(state)
}
