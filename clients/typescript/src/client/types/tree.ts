import type { Method } from "./api.js"
import type { Call } from "./call.js"

/**
 * The calls of a level of the tree, and the levels below it.
 *
 * The mapping keeps the comments on the keys, so that editors show what `nevr generate` wrote
 * there.
 */
export type Tree<Level> = {
  readonly [K in keyof Level]: K extends Method
    ? Call<Level[K]>
    : K extends `$${string}`
      ? (value: string | number) => Branch<Level[K]>
      : Branch<Level[K]>
}

/** A level; if it has a POST endpoint, calling the level calls that. */
export type Branch<Level> = Tree<Level> & (Level extends { post: infer E } ? Call<E> : unknown)
