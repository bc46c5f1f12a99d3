import type { CallOptions } from "./call-options.js"
import type { Result } from "./result.js"

/** `I`, but an `I` without members accepts none: the type `{}` would accept any. */
type Strict<I> = I extends unknown
  ? [keyof I] extends [never]
    ? unknown extends I
      ? I
      : Record<string, never>
    : I
  : never

/** The options of a call, with `query` for endpoints that take a query and a body. */
type Options<E> = "query" extends keyof E
  ? E extends { query: infer Q }
    ? [options: CallOptions & { query: Q }]
    : [options?: CallOptions & { query?: E["query"] }]
  : [options?: CallOptions]

/** The arguments of a call whose input may be left out, if its options may be too. */
type Optional<I, O extends unknown[]> = [] extends O
  ? [input?: I | undefined, ...options: O]
  : [input: I | undefined, ...options: O]

/** The arguments of a call. */
type Arguments<E> = "input" extends keyof E
  ? E extends { input: infer I }
    ? [input: Strict<I>, ...options: Options<E>]
    : Optional<Strict<Exclude<E["input"], undefined>>, Options<E>>
  : Optional<Record<string, never>, Options<E>>

/** The data that an endpoint answers with. */
export type OutputOf<E> = E extends { output: infer O } ? O : never

/** The error codes that an endpoint can answer with. */
export type ErrorOf<E> = E extends { error: infer C extends string } ? C : string

/** Calls an endpoint. Never throws or rejects: failures are in `error`. */
export type Call<E> = (...args: Arguments<E>) => Promise<Result<OutputOf<E>, ErrorOf<E>>>
