/**
 * The client of an app's API for Vue: {@link createClient} makes it with the composable
 * `useSession`.
 *
 * @module
 */
import { onScopeDispose, type ShallowRef, shallowReadonly, shallowRef } from "vue"
import { build } from "./create.js"
import type { AnyAPI } from "./types/api.js"
import type { ClientWith } from "./types/client.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"
import type { StateOf } from "./types/session.js"

/** A client whose `useSession` is a composable. */
export type VueClient<API extends AnyAPI, P extends Plugins> = ClientWith<
  API,
  P,
  () => Readonly<ShallowRef<StateOf<API, P>>>
>

/**
 * Makes a client whose `useSession` is a composable: it returns a ref that follows the session for
 * as long as the component that called it exists.
 */
export const createClient =
  <API extends AnyAPI>() =>
  <const P extends Plugins = []>(options: ClientOptions<P> = {}): VueClient<API, P> =>
    build(options, (store) => () => {
      const state = shallowRef(store.value)
      onScopeDispose(
        store.subscribe((value) => {
          state.value = value
        }),
      )
      return shallowReadonly(state)
    }) as VueClient<API, P>
