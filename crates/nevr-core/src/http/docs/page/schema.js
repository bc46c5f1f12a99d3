// JSON Schemas in words.

import { list, object, string } from "./kinds.js"

/** A function that follows references within the document, and joins what `allOf` takes apart. */
export function resolver(document) {
  const find = (reference) => {
    const keys = string(reference).split("/").slice(1)
    const plain = keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    return plain.reduce((value, key) => {
      const here = object(value)
      return Object.hasOwn(here, key) ? here[key] : undefined
    }, document)
  }
  const resolve = (schema, seen = []) => {
    const { $ref: reference, allOf, ...rest } = object(schema)
    const parts = list(allOf)
    // A circle is cut where it closes.
    if (reference !== undefined && !seen.includes(reference)) parts.unshift(find(reference))
    const next = [...seen, reference]
    return parts.map((part) => resolve(part, next)).reduceRight((all, part) => join(part, all), rest)
  }
  return resolve
}

function join(part, whole) {
  const required = [...list(part.required), ...list(whole.required)]
  const properties = { ...object(part.properties), ...object(whole.properties) }
  return { ...part, ...whole, ...(required.length ? { required } : {}), properties }
}

/** The name of what a schema refers to. */
export function nameOf(schema) {
  return string(object(schema).$ref).split("/").pop()
}

/** The members of an object, of the items of a list, or of the one alternative that is not null. */
export function members(schema, resolve, levels = 8) {
  // A list of itself has no end.
  if (levels === 0) return []
  const known = resolve(schema)
  const inner = alternatives(known)
  if (inner.length === 1) return members(inner[0], resolve, levels - 1)
  if (known.items !== undefined) return members(known.items, resolve, levels - 1)
  const required = list(known.required)
  return Object.entries(object(known.properties)).map(([name, schema]) => ({
    name,
    schema,
    required: required.includes(name),
  }))
}

/** The alternatives of a schema without `null`. */
export function alternatives(schema) {
  const all = [...list(schema.anyOf), ...list(schema.oneOf)]
  return all.filter((one) => object(one).type !== "null")
}

/** The type of a schema, in words: `string`, `list of user`, `number or null`. */
export function typeOf(schema, resolve) {
  if (schema === false) return "nothing"
  const named = nameOf(schema)
  if (named) return named
  const known = resolve(schema)
  const all = [...list(known.anyOf), ...list(known.oneOf)]
  if (all.length > 0) return [...new Set(all.map((one) => typeOf(one, resolve)))].join(" or ")
  if (Object.hasOwn(known, "const")) return JSON.stringify(known.const)
  const values = list(known.enum)
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(" or ")
  const types = [known.type].flat().filter((type) => typeof type === "string")
  const said = types.map((type) => typeName(type, known, resolve))
  return said.join(" or ") || (Object.keys(object(known.properties)).length ? "object" : "anything")
}

function typeName(type, schema, resolve) {
  if (type !== "array") return type
  return schema.items === undefined ? "list" : `list of ${typeOf(schema.items, resolve)}`
}

const FORMATS = new Map([
  ["email", "an e-mail address"],
  ["uri", "a URL"],
  ["date-time", "a time, RFC 3339"],
])

/** What a value must keep beside its type. */
export function constraints(schema, resolve) {
  const known = resolve(schema)
  const said = []
  const say = (key, words) => {
    if (known[key] !== undefined) said.push(words(known[key]))
  }
  say("format", (format) => FORMATS.get(format) ?? String(format))
  say("minLength", (least) => `at least ${least} characters`)
  say("maxLength", (most) => `at most ${most} characters`)
  say("minimum", (least) => `at least ${least}`)
  say("exclusiveMinimum", (least) => `more than ${least}`)
  say("maximum", (most) => `at most ${most}`)
  say("exclusiveMaximum", (most) => `less than ${most}`)
  say("multipleOf", (step) => `a multiple of ${step}`)
  say("minItems", (least) => `at least ${least} items`)
  say("maxItems", (most) => `at most ${most} items`)
  say("pattern", (pattern) => `of the form ${pattern}`)
  if (known.default !== undefined && known.default !== null) {
    said.push(`${JSON.stringify(known.default)} unless given`)
  }
  return said
}
