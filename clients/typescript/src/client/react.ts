/**
 * The client of an app's API for React: {@link createClient} makes it with the hook `useSession`.
 *
 * @module
 */
import { useSyncExternalStore } from "react"
import { build } from "./create.js"
import type { AnyAPI } from "./types/api.js"
import type { ClientWith } from "./types/client.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"
import type { StateOf } from "./types/session.js"

/** A client whose `useSession` is a hook. */
export type ReactClient<API extends AnyAPI, P extends Plugins> = ClientWith<
  API,
  P,
  () => StateOf<API, P>
>

/**
 * Makes a client whose `useSession` is a hook: a component that calls it renders again when the
 * session changes. During server rendering and hydration, the session is not known yet.
 */
export const createClient =
  <API extends AnyAPI>() =>
  <const P extends Plugins = []>(options: ClientOptions<P> = {}): ReactClient<API, P> =>
    build(options, (store) => {
      const first = store.value
      return () =>
        useSyncExternalStore(
          store.listen,
          // `get` would subscribe to the store in the middle of rendering.
          () => store.value,
          () => first,
        )
    }) as ReactClient<API, P>
