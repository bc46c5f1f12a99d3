import type { CallOptions } from "./call-options.js"
import type { Result } from "./result.js"

/** No members at all: `{}` itself would let any of them pass. */
type Strict<I> = I extends unknown
  ? [keyof I] extends [never]
    ? unknown extends I
      ? I
      : Record<string, never>
    : I
  : never

/** The options of a call, with a `query` for endpoints that take one beside a body. */
type Options<E> = "query" extends keyof E
  ? E extends { query: infer Q }
    ? [options: CallOptions & { query: Q }]
    : [options?: CallOptions & { query?: E["query"] }]
  : [options?: CallOptions]

type Optional<I, O extends unknown[]> = [] extends O
  ? [input?: I | undefined, ...options: O]
  : [input: I | undefined, ...options: O]

/** What a call of an endpoint is given. */
type Arguments<E> = "input" extends keyof E
  ? E extends { input: infer I }
    ? [input: Strict<I>, ...options: Options<E>]
    : Optional<Strict<Exclude<E["input"], undefined>>, Options<E>>
  : Optional<Record<string, never>, Options<E>>

/** What an endpoint answers. */
export type OutputOf<E> = E extends { output: infer O } ? O : never

/** The codes that an endpoint fails with. */
export type ErrorOf<E> = E extends { error: infer C extends string } ? C : string

/** Calls an endpoint. Never throws: what goes wrong is in `error`. */
export type Call<E> = (...args: Arguments<E>) => Promise<Result<OutputOf<E>, ErrorOf<E>>>
