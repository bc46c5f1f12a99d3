// A value that a schema accepts, to begin with.

import { list, object } from "./kinds.js"
import { alternatives, members } from "./schema.js"

const FORMATS = new Map([
  ["email", "robin@example.com"],
  ["uri", "https://example.com/picture.png"],
  ["date-time", "2030-01-31T12:00:00.000Z"],
  ["date", "2030-01-31"],
  ["uuid", "0190f3c2-7d52-7b1e-9a57-6f1f0e6d2c11"],
])

/** Words that fit a member of such a name better than any text. */
const NAMES = [
  [/password/i, "an-uncommon-passphrase"],
  [/e-?mail/i, "robin@example.com"],
  [/^name$/i, "Robin Example"],
]

/**
 * An example: the members that are required, or all of them with `every` or where none is. A type
 * within itself is followed a few levels down.
 */
export function example(schema, resolve, { every = false, name = "", depth = 4 } = {}) {
  const known = resolve(schema)
  const first = [known.default, known.const, known.example, list(known.examples)[0], list(known.enum)[0]]
  const given = first.find((value) => value !== undefined && value !== null)
  if (given !== undefined) return given
  if (depth === 0) return null
  const deeper = { every, depth: depth - 1 }
  const [choice] = alternatives(known)
  if (choice !== undefined) return example(choice, resolve, { ...deeper, name })
  const type = [known.type].flat().find((type) => type !== "null")
  if (type === "array") {
    return known.items === undefined ? [] : [example(known.items, resolve, { ...deeper, name })]
  }
  if (type === "object" || Object.keys(object(known.properties)).length > 0) {
    const all = members(known, resolve)
    const needed = all.filter((member) => member.required)
    const wanted = every || needed.length === 0 ? all : needed
    return Object.fromEntries(
      wanted.map(({ name, schema }) => [name, example(schema, resolve, { ...deeper, name })]),
    )
  }
  return plain(type, known, name)
}

function plain(type, schema, name) {
  if (type === "boolean") return true
  if (type === "integer" || type === "number") return schema.minimum ?? 1
  if (type !== "string") return null
  const [, word] = NAMES.find(([pattern]) => pattern.test(name)) ?? []
  return (FORMATS.get(schema.format) ?? word ?? "text").padEnd(Math.min(schema.minLength ?? 0, 256), "-")
}
