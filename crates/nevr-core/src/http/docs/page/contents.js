// The list of all endpoints, at the side.

import { el } from "./element.js"
import { method } from "./endpoint.js"

/** The list, grouped as the endpoints are. */
export function contents(groups) {
  return groups.map(({ tag, operations }) =>
    el(
      "section",
      { "data-group": true },
      el("h2", {}, tag),
      el("ul", {}, operations.map(entry)),
    ),
  )
}

function entry(operation) {
  const link = el(
    "a",
    { href: `#${operation.id}` },
    method(operation.method),
    " ",
    operation.summary || operation.path,
  )
  return el("li", { "data-for": operation.id }, link)
}
