// Who is signed in, by the endpoint that the document names for it.

import { object, string } from "./kinds.js"
import { requestOf, send } from "./request.js"

/** Shows in `place` who is signed in, each time that it is told to look. */
export function visitor(document, token, place) {
  const operation = document.operations.find((operation) => operation.tellsSession)
  let newest = 0
  async function look() {
    if (operation === undefined) return
    newest += 1
    const mine = newest
    const said = await ask(document, operation, token.get()).catch(() => "Who is signed in is unknown")
    // A later look may have been answered before.
    if (mine === newest) place.textContent = said
  }
  return { look }
}

async function ask(document, operation, token) {
  // Looking extends nothing.
  const refresh = operation.parameters.some(({ name }) => name === "refresh")
  const query = refresh ? { refresh: "false" } : {}
  const { response, text } = await send(requestOf(document, operation, { path: {}, query }, token))
  if (!response.ok) throw new Error(response.statusText)
  const session = JSON.parse(text)
  if (session === null) return token ? "The token is no session" : "Nobody is signed in"
  const { name, email, id } = object(session.user)
  const words = [string(name), string(email)].filter(Boolean)
  return `Signed in as ${words.join(", ") || string(id) || "a user"}`
}
