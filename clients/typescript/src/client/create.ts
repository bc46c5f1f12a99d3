import { baseOf } from "./base-url.js"
import { Flights } from "./flights.js"
import { type Asked, type Setup, send } from "./request.js"
import { Session } from "./session.js"
import { inOneTab, Tabs } from "./tabs.js"
import { tell } from "./tell.js"
import { Tokens } from "./tokens.js"
import { type Caller, flatten, tree } from "./tree.js"
import type { ClientOptions } from "./types/options.js"
import type { Plugins } from "./types/plugin.js"
import type { ClientError, Result } from "./types/result.js"
import type { SessionStore } from "./types/session.js"

/** Makes a client of no types; `use` gives `useSession` the form of a framework. */
export function build(options: ClientOptions, use: (store: SessionStore) => unknown): unknown {
  const plugins: Plugins = options.plugins ?? []
  const rules = plugins.find((plugin) => plugin.session)?.session
  const page = typeof window !== "undefined"
  const base = baseOf(options.baseURL)
  const tokens = options.bearer
    ? new Tokens(options.storage, () =>
        tell({ status: 0, code: "STORAGE_ERROR", message: "The token was not kept" }, options),
      )
    : undefined
  const setup: Setup = { base, options, page, tokens, rules }
  const name = `nevr:${base.origin()}${base.path}`
  // Tabs have one session where they have one cookie, or one storage.
  const shared = page && (!tokens || options.storage)
  // A bearer client has one user wherever it runs. Another one on a server has one for each call.
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
        }
      : undefined,
  )

  const once = new Set<string>(ofOneUser ? plugins.flatMap((plugin) => plugin.once ?? []) : [])
  const changing = new Set<string>(plugins.flatMap((plugin) => plugin.changesSession ?? []))
  const flights = new Flights()

  /** Makes a request, and lets the session follow. */
  const perform = async (asked: Asked, signal: AbortSignal | undefined): Promise<Result> => {
    const route = `${asked.method} ${asked.path}`
    if (!changing.has(route) && !rules?.changes(route)) {
      const result = await send(setup, asked, signal)
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

  const call: Caller = async (method, path, input, own = {}) => {
    const asked: Asked = { method, path, input, options: own }
    const route = `${method} ${path}`
    const run = (signal: AbortSignal | undefined) => perform(asked, signal)
    const result =
      once.has(route) && !own.headers && !own.fetch
        ? await flights.join(route + JSON.stringify(input ?? {}), own.signal, (signal) =>
            shared
              ? inOneTab(`${name} ${route}`, signal, () => {
                  tokens?.reload()
                  return run(signal)
                })
              : run(signal),
          )
        : await run(own.signal)
    if (result.error) {
      tell(result.error, own)
      tell(result.error, options)
    }
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

/** Without an answer, or with the server in trouble, nobody knows whether it was done. */
const mayHaveChanged = (error: ClientError | null) =>
  !error || error.status < 400 || error.status >= 500 || error.code === "UNAUTHORIZED"
