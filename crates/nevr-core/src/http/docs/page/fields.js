// Members of a body, of an answer, or of an address, as a list.

import { el } from "./element.js"
import { constraints, members, nameOf, typeOf } from "./schema.js"
import { inline } from "./text.js"

/** The members of a schema, those of members within them. */
export function fieldsOf(schema, resolve, { marks = true } = {}) {
  return list(members(schema, resolve), resolve, marks, [nameOf(schema)])
}

/** A list of parameters. */
export function parameters(all, resolve) {
  return list(all, resolve, true, [])
}

function list(all, resolve, marks, above) {
  if (all.length === 0) return undefined
  return el("ul", { class: "fields" }, all.map((field) => row(field, resolve, marks, above)))
}

function row({ name, schema, required, description }, resolve, marks, above) {
  const known = resolve(schema)
  const said = description || (typeof known.description === "string" ? known.description : "")
  const limits = constraints(schema, resolve)
  return el(
    "li",
    {},
    el(
      "p",
      { class: "field" },
      el("code", { class: "name" }, name),
      " ",
      el("span", { class: "type" }, [typeOf(schema, resolve), ...limits].join(", ")),
      marks && required && [" ", el("span", { class: "required" }, "required")],
    ),
    said && el("p", {}, inline(said)),
    below(schema, resolve, marks, above),
  )
}

/** What is within a member; a type within itself is shown once. */
function below(schema, resolve, marks, above) {
  const name = innerName(schema, resolve)
  if (name !== "" && above.includes(name)) return undefined
  if (above.length > 6) return undefined
  return list(members(schema, resolve), resolve, marks, [...above, name])
}

function innerName(schema, resolve) {
  return nameOf(schema) || nameOf(resolve(schema).items)
}
