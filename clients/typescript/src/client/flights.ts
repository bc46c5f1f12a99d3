import { aborted } from "./errors.js"
import type { Result } from "./types/result.js"

/** A request that several calls wait for. */
interface Flight {
  answer: Promise<Result>
  controller: AbortController
  waiting: number
}

/**
 * Lets calls at the same time share one request. A call that is aborted leaves the others alone;
 * when all are aborted, so is the request.
 */
export class Flights {
  readonly #flights = new Map<string, Flight>()

  join(
    key: string,
    signal: AbortSignal | undefined,
    begin: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (signal?.aborted) return Promise.resolve(aborted())
    const flight = this.#flights.get(key) ?? this.#begin(key, begin)
    flight.waiting++
    if (!signal) return flight.answer
    return new Promise((resolve) => {
      const leave = () => {
        resolve(aborted())
        if (--flight.waiting) return
        // A call that comes now must not join a request that is being aborted.
        this.#end(key, flight)
        flight.controller.abort()
      }
      signal.addEventListener("abort", leave, { once: true })
      flight.answer.then((result) => {
        signal.removeEventListener("abort", leave)
        resolve(result)
      })
    })
  }

  #begin(key: string, begin: (signal: AbortSignal) => Promise<Result>): Flight {
    const controller = new AbortController()
    const answer = begin(controller.signal).finally(() => this.#end(key, flight))
    const flight: Flight = { answer, controller, waiting: 0 }
    this.#flights.set(key, flight)
    return flight
  }

  #end(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }
}
