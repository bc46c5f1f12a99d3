/**
 * The client of an app's API for Svelte 5: {@link createClient} makes it with `useSession`, whose
 * `current` is reactive.
 *
 * @module
 */
import { fromStore } from "svelte/store"
import { build } from "./create.js"
import type { AnyAPI } from "./types/api.js"
import type { ClientWith } from "./types/client.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"
import type { StateOf } from "./types/session.js"

/** A client whose `useSession` returns the session as reactive state. */
export type SvelteClient<API extends AnyAPI, P extends Plugins> = ClientWith<
  API,
  P,
  () => { readonly current: StateOf<API, P> }
>

/**
 * Makes a client whose `useSession` returns reactive state: what reads its `current` in a component
 * or an effect runs again when the session changes.
 */
export const createClient =
  <API extends AnyAPI>() =>
  <const P extends Plugins = []>(options: ClientOptions<P> = {}): SvelteClient<API, P> =>
    build(options, (store) => () => fromStore(store)) as SvelteClient<API, P>
