import type { Method } from "./api.js"
import type { Call } from "./call.js"

/**
 * The endpoints of a level and the levels below it.
 *
 * The mapping keeps the keys' documentation: editors show what `nevr generate` wrote there.
 */
export type Tree<Level> = {
  readonly [K in keyof Level]: K extends Method
    ? Call<Level[K]>
    : K extends `$${string}`
      ? (value: string | number) => Branch<Level[K]>
      : Branch<Level[K]>
}

/** A level that is itself called as POST, where it has such an endpoint. */
export type Branch<Level> = Tree<Level> & (Level extends { post: infer E } ? Call<E> : unknown)
