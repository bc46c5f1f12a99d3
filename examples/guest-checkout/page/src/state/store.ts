import type { ReadableAtom } from "nanostores"
import { useSyncExternalStore } from "react"

/** Draws a component again whenever a store changes. */
export const useStore = <T>(store: ReadableAtom<T>): T =>
  useSyncExternalStore(
    (changed) => store.listen(changed),
    () => store.get(),
  )
