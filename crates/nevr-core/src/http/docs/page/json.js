// JSON as it came, put on lines of its own and coloured: numbers keep all their digits, and a member
// that is there twice is shown twice.

import { el } from "./element.js"

const TOKENS = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Text as JSON, in coloured pieces; as it is, when it is none. */
export function pretty(text) {
  if (!isJson(text)) return [text]
  const tokens = text.match(TOKENS) ?? []
  const pieces = []
  let depth = 0
  tokens.forEach((token, index) => {
    const [before, after] = [tokens[index - 1], tokens[index + 1]]
    if ("}]".includes(token)) depth -= 1
    if (breaks(before, token)) pieces.push("\n" + "  ".repeat(depth))
    pieces.push(piece(token, after === ":"))
    if (token === ":") pieces.push(" ")
    if ("{[".includes(token)) depth += 1
  })
  return pieces
}

/** Whether a line begins between these two. */
function breaks(before, token) {
  if (before === undefined) return false
  if ("{[".includes(before)) return !"}]".includes(token)
  return before === "," || "}]".includes(token)
}

function piece(token, isName) {
  if ("{}[],:".includes(token)) return token
  if (isName) return el("span", { class: "json-name" }, token)
  return el("span", { class: token.startsWith('"') ? "json-text" : "json-value" }, token)
}

export function isJson(text) {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
