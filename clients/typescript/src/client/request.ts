import type { Base } from "./base-url.js"
import { aborted, failure, readAnswer } from "./errors.js"
import { put } from "./headers.js"
import type { Tokens } from "./tokens.js"
import type { CallOptions } from "./types/call-options.js"
import type { ClientOptions } from "./types/options.js"
import type { SessionRules } from "./types/plugin.js"
import type { Result } from "./types/result.js"

/** One request to make. */
export interface Asked {
  method: string
  /** Below the base path; nothing when a parameter can't be part of a path. */
  path: string | undefined
  input: unknown
  options: CallOptions & { query?: unknown }
}

/** What all requests of a client have in common. */
export interface Setup {
  base: Base
  options: ClientOptions
  /** Whether this is a browser's page, or something that looks like one. */
  page: boolean
  tokens: Tokens | undefined
  /** What calls do to the session, if a plugin says so. */
  rules: SessionRules | undefined
}

/** The result of a call that can't be made as it is. */
export const unmade = (message = "The request could not be made") =>
  failure("NETWORK_ERROR", message)

/** Makes a request and reads the answer. Never throws. */
export async function send(setup: Setup, asked: Asked, signal?: AbortSignal): Promise<Result> {
  const origin = setup.base.origin()
  if (asked.path === undefined) return unmade("A parameter can't be part of a path")
  if (!origin) return unmade("Outside of a page, baseURL needs an origin")
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
    // A header or an input that can't be sent. What was thrown may quote it.
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
    // A cookie alone does not say that the app itself is asking; browsers add this by themselves.
    if (!page && headers.has("cookie") && !headers.has("origin")) {
      headers.set("origin", new URL(origin).origin)
    }
    if (input != null) {
      headers.set("content-type", "application/json")
      init.body = JSON.stringify(input)
    }
  }
  if (page) init.credentials = tokens ? "omit" : "include"
  // One user's answer is nobody else's, and a redirect would take the headers along.
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

/** Keeps the token that an answer brings, and forgets the one that it ends. */
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
