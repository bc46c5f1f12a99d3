import type { Base } from "./base-url.js"
import { aborted, failure, readAnswer } from "./errors.js"
import { put } from "./headers.js"
import type { Tokens } from "./tokens.js"
import type { CallOptions } from "./types/call-options.js"
import type { ClientOptions } from "./types/options.js"
import type { SessionRules } from "./types/plugin.js"
import type { Result } from "./types/result.js"

/** A request to send. */
export interface Asked {
  method: string
  /** The path below the base path; `undefined` if a parameter can't be part of a path. */
  path: string | undefined
  input: unknown
  options: CallOptions & { query?: unknown }
}

/** What all requests of a client have in common. */
export interface Setup {
  base: Base
  options: ClientOptions
  /** Whether the code runs in a page of a browser, or in something like it. */
  page: boolean
  tokens: Tokens | undefined
  /** What calls do to the session, if a plugin brings the session. */
  rules: SessionRules | undefined
}

/** The result of a call whose request can't be sent. */
export const unmade = (message = "The request could not be made") =>
  failure("NETWORK_ERROR", message)

/** Sends a request and reads the answer. Never throws. */
export async function send(setup: Setup, asked: Asked, signal?: AbortSignal): Promise<Result> {
  const origin = setup.base.origin()
  if (asked.path === undefined) return unmade('A path parameter must not be empty, "." or ".."')
  if (!origin) return unmade("baseURL needs an origin: there is no page to take it from")
  let token: string | null | undefined
  try {
    token = await setup.tokens?.get()
  } catch {
    return failure("STORAGE_ERROR", "The token could not be read")
  }
  try {
    const init = await prepare(setup, asked, origin, token)
    if (signal) init.signal = signal
    const url = origin + setup.base.path + asked.path + queryOf(asked)
    const call = asked.options.fetch ?? setup.options.fetch ?? fetch
    return await perform(setup, asked, token, () => call(url, init), signal)
  } catch {
    // A header or the input can't be sent. The error is not passed on: it may quote their values.
    return signal?.aborted ? aborted() : unmade()
  }
}

async function prepare(
  { options, page, tokens }: Setup,
  { method, input, options: { headers: own } }: Asked,
  origin: string,
  token: string | null | undefined,
): Promise<RequestInit> {
  const headers = new Headers()
  const common = options.headers
  put(headers, typeof common === "function" ? await common() : common)
  put(headers, own)
  headers.set("accept", "application/json")
  if (token && !headers.has("authorization")) headers.set("authorization", `Bearer ${token}`)
  const init: RequestInit = { method, headers }
  if (hasBody(method)) {
    // A cookie does not prove that the app itself sends the request, so the server asks for an
    // origin. Browsers add it by themselves.
    if (!page && headers.has("cookie") && !headers.has("origin")) {
      headers.set("origin", new URL(origin).origin)
    }
    if (input != null) {
      headers.set("content-type", "application/json")
      init.body = JSON.stringify(input)
    }
  }
  if (page) init.credentials = tokens ? "omit" : "include"
  // A cached answer could reach another user, and a redirect would take the headers along.
  else init.cache = "no-store"
  if (!page || tokens) init.redirect = "manual"
  return init
}

const hasBody = (method: string) => method !== "GET" && method !== "HEAD"

function queryOf({ method, input, options: { query } }: Asked): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries((hasBody(method) ? query : input) ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one != null) parts.append(name, String(one))
    }
  }
  return `?${parts}`.replace(/^\?$/, "")
}

async function perform(
  setup: Setup,
  asked: Asked,
  token: string | null | undefined,
  call: () => Promise<Response>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  let response: Response
  let text: string
  try {
    response = await call()
    text = await response.text()
  } catch (thrown) {
    return signal?.aborted || (thrown as Error | null)?.name === "AbortError"
      ? aborted()
      : failure("NETWORK_ERROR", "The server could not be reached")
  }
  const result = readAnswer(response, text)
  if (setup.tokens) await adopt(setup, setup.tokens, asked, token ?? null, response, result)
  return result
}

/** Stores the token that an answer brings, and removes the one whose session it ended. */
async function adopt(
  { rules }: Setup,
  tokens: Tokens,
  { method, path }: Asked,
  sent: string | null,
  { headers, ok, status }: Response,
  { data }: Result,
): Promise<void> {
  const route = `${method} ${path}`
  const renewed = headers.get("x-nevr-token")
  if (renewed) await tokens.replace(sent, renewed)
  const begun = data as { token?: unknown; user?: unknown } | null
  if (rules?.changes(route) && typeof begun?.token === "string" && begun.user) {
    await tokens.set(begun.token)
  }
  const dead = ok && data === null && route === rules?.read
  if (dead || rules?.ends(route, ok ? 200 : status)) await tokens.replace(sent, null)
}
