/**
 * The client of an app's API for React: {@link createClient} gives it the hook `useSession`.
 *
 * @module
 */
import { useSyncExternalStore } from "react"
import { build } from "./create.js"
import type { AnyAPI } from "./types/api.js"
import type { ReactClient } from "./types/client.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"

export type { ReactClient } from "./types/client.js"

/**
 * Makes a client whose `useSession` is a hook: a component that calls it is drawn again when the
 * session changes. On a server, and while a page from one comes to life, nobody is known yet.
 */
export const createClient =
  <API extends AnyAPI>() =>
  <const P extends Plugins = []>(options: ClientOptions<P> = {}): ReactClient<API, P> =>
    build(options, (store) => {
      const first = store.value
      return () =>
        useSyncExternalStore(
          store.listen,
          // `get` would begin to watch, in the middle of drawing.
          () => store.value,
          () => first,
        )
    }) as ReactClient<API, P>
