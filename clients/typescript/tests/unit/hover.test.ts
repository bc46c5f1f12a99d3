// What an editor shows.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { expect, test } from "vitest"

const FILE = join(import.meta.dirname, "../app/hover.ts")
const SOURCE = `
import { createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

const client = createClient<API>()({ plugins: [authClient(), anonymousClient()] })
const { data } = await client.auth.signIn.anonymous()
await client.auth.anonymous.linkAccount({ email: "", password: "" })
await client.auth.getSession()
await client.health.ready.get()
data?.user.isAnonymous
client.auth.
`

const service = ts.createLanguageService({
  getScriptFileNames: () => [FILE],
  getScriptVersion: () => "1",
  getScriptSnapshot: (file) => {
    const text = file === FILE ? SOURCE : ts.sys.readFile(file)
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
  },
  getCurrentDirectory: () => join(import.meta.dirname, ".."),
  getCompilationSettings: () => {
    const config = join(import.meta.dirname, "../tsconfig.json")
    const { options } = ts.getParsedCommandLineOfConfigFile(config, {}, host) ?? { options: {} }
    return options
  },
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (file) => file === FILE || ts.sys.fileExists(file),
  readFile: (file) => (file === FILE ? SOURCE : ts.sys.readFile(file)),
  directoryExists: ts.sys.directoryExists,
})
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} }

/** The tooltip of the last part of `expression`. */
function hover(expression: string): string {
  const at = SOURCE.indexOf(expression) + expression.length - 1
  const info = service.getQuickInfoAtPosition(FILE, at)
  return [...(info?.displayParts ?? []), { text: "\n" }, ...(info?.documentation ?? [])]
    .map(({ text }) => text)
    .join("")
}

/** The comment above a key of api.ts, as one line. */
function written(key: string): string {
  const api = readFileSync(join(import.meta.dirname, "../app/api.ts"), "utf8")
  const [, comment = ""] =
    new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*${key}:`).exec(api) ?? []
  return comment.replace(/^\s*\* ?/gm, " ").trim()
}

test.each([
  ["client.auth.signIn.anonymous", "anonymous"],
  ["client.auth.getSession", "getSession"],
  ["client.health.ready", "ready"],
  ["data?.user.isAnonymous", "isAnonymous"],
])("hovering %s shows what the server says of it", (expression, key) => {
  const comment = written(key)
  expect(comment).not.toBe("")
  expect(hover(expression).replace(/\s+/g, " ")).toContain(comment.replace(/\s+/g, " "))
})

test("hovering an alias shows the client plugin's comment", () => {
  expect(hover("client.auth.anonymous.linkAccount")).toContain(
    "Turns the guest into a full account",
  )
})

test("completion offers the endpoints and the aliases, once", () => {
  const end = SOURCE.lastIndexOf("client.auth.") + "client.auth.".length
  const names = service.getCompletionsAtPosition(FILE, end, {})?.entries.map(({ name }) => name)
  expect(names?.sort()).toEqual(
    [
      "anonymous",
      "changePassword",
      "deleteUser",
      "getSession",
      "listAccounts",
      "listSessions",
      "revokeOtherSessions",
      "revokeSession",
      "revokeSessions",
      "signIn",
      "signOut",
      "signUp",
      "updateUser",
    ].sort(),
  )
})
