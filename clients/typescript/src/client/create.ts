import { baseOf } from "./base-url.js"
import { failure } from "./errors.js"
import { Flights } from "./flights.js"
import { type Asked, type Setup, send, unmade } from "./request.js"
import { Session } from "./session.js"
import { inOneTab, Tabs } from "./tabs.js"
import { tell } from "./tell.js"
import { Tokens } from "./tokens.js"
import { type Caller, flatten, tree } from "./tree.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"
import type { ClientError, Result } from "./types/result.js"
import type { SessionStore } from "./types/session.js"

/** Makes a client without its types. `use` makes `useSession` from the session's store. */
export function build(options: ClientOptions, use: (store: SessionStore) => unknown): unknown {
  const plugins: Plugins = options.plugins ?? []
  const rules = plugins.find((plugin) => plugin.session)?.session
  const page = typeof window !== "undefined"
  const base = baseOf(options.baseURL)
  const tokens = options.bearer
    ? new Tokens(options.storage, () =>
        tell(failure("STORAGE_ERROR", "The token could not be stored"), options),
      )
    : undefined
  const setup: Setup = { base, options, page, tokens, rules }
  const name = `nevr:${base.origin()}${base.path}`
  // Tabs share a session if they share a cookie or a storage.
  const shared = page && (!tokens || options.storage)
  // A bearer client has one user wherever it runs. A client with cookies, on a server, may have
  // another user with each call.
  const ofOneUser = page || tokens
  const session = new Session(
    rules && ofOneUser
      ? {
          read: (signal) => {
            const [method = "", path] = rules.read.split(" ")
            return send(setup, { method, path, input: undefined, options: {} }, signal)
          },
          tabs: shared ? new Tabs(name) : undefined,
          onForeignChange: () => tokens?.reload(),
          isDue: rules.isDue,
        }
      : undefined,
  )

  const once = new Set<string>(ofOneUser ? plugins.flatMap((plugin) => plugin.once ?? []) : [])
  const changing = new Set<string>(plugins.flatMap((plugin) => plugin.changesSession ?? []))
  const flights = new Flights()

  /** Makes a request, and updates the session afterwards. */
  const perform = async (asked: Asked, signal: AbortSignal | undefined): Promise<Result> => {
    const route = `${asked.method} ${asked.path}`
    if (!changing.has(route) && !rules?.changes(route)) {
      // The browser that a server reads for would not get the cookie of the extended session.
      const mine = ofOneUser || route !== rules?.read
      const input = mine ? asked.input : { ...rules.peek, ...(asked.input as object) }
      const result = await send(setup, { ...asked, input }, signal)
      if (result.error?.code === "UNAUTHORIZED") session.refused()
      return result
    }
    session.begin()
    const result = await send(setup, asked, signal)
    const { error } = result
    const ended = rules?.ends(route, error ? error.status : 200)
    session.end(ended ? "ended" : mayHaveChanged(error) ? "changed" : "unchanged")
    return result
  }

  /** Makes a request, or waits for the same request of an earlier call. */
  const join = async (asked: Asked): Promise<Result> => {
    const { method, path, input, options: own } = asked
    const route = `${method} ${path}`
    if (!once.has(route) || own.headers || own.fetch) return perform(asked, own.signal)
    return flights.join(route + JSON.stringify(input ?? {}), own.signal, (signal) => {
      if (!shared) return perform(asked, signal)
      return inOneTab(`${name} ${route}`, signal, () => {
        // The tab that had the lock before may have stored a token.
        tokens?.reload()
        return perform(asked, signal)
      })
    })
  }

  const call: Caller = async (method, path, input, own = {}) => {
    // This rejects above all when the input can't be written as JSON.
    const result = await join({ method, path, input, options: own }).catch(() => unmade())
    tell(result, own)
    tell(result, options)
    return result
  }

  const aliases = new Map<string, string>()
  for (const plugin of plugins) flatten(plugin.aliases ?? {}, aliases)
  const members = new Map<string, unknown>(
    rules && [
      ["session", session.store],
      ["useSession", use(session.store)],
    ],
  )
  return tree(call, aliases, members)
}

/** Whether the call may have taken effect: without an answer, or with a 5xx, that is unknown. */
const mayHaveChanged = (error: ClientError | null) =>
  !error || error.status < 400 || error.status >= 500 || error.code === "UNAUTHORIZED"
