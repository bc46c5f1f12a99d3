/**
 * The client of an app's API for Solid: {@link createClient} makes it with `useSession`, which
 * returns a signal.
 *
 * @module
 */
import { type Accessor, createSignal, onCleanup } from "solid-js"
import { build } from "./create.js"
import type { AnyAPI } from "./types/api.js"
import type { ClientWith } from "./types/client.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"
import type { StateOf } from "./types/session.js"

/** A client whose `useSession` returns a signal. */
export type SolidClient<API extends AnyAPI, P extends Plugins> = ClientWith<
  API,
  P,
  () => Accessor<StateOf<API, P>>
>

/**
 * Makes a client whose `useSession` returns a signal that follows the session for as long as its
 * owner, usually a component, exists.
 */
export const createClient =
  <API extends AnyAPI>() =>
  <const P extends Plugins = []>(options: ClientOptions<P> = {}): SolidClient<API, P> =>
    build(options, (store) => () => {
      const [state, setState] = createSignal(store.value)
      onCleanup(store.subscribe((value) => void setState(value)))
      return state
    }) as SolidClient<API, P>
