interface Operation {
  parameters?: { in: string }[]
  requestBody?: { required?: boolean }
  responses: Record<string, unknown>
}

/** The parts of an OpenAPI document that are compared. */
export interface Document {
  paths: Record<string, Record<string, Operation>>
}

const METHODS = ["get", "post", "put", "patch", "delete", "head"]

/** The common form of both sides, so that differences in spelling don't count. */
const TYPES = `
import type { API } from "./api"
import type { paths } from "./openapi"

type Endpoints = API["endpoints"]
/** Merges intersections into one object, and gives all objects without members the same type. */
type Flat<T> = T extends readonly (infer I)[]
  ? Flat<I>[]
  : T extends object
    ? [keyof T] extends [never]
      ? Record<string, never>
      : { [K in keyof T]: Flat<T[K]> }
    : T
type Equal<A, B> =
  (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false
type Json<T> = T extends { content: { "application/json": infer J } } ? J : never
type CodeOf<R> = Json<R> extends { error: { code: infer C } } ? C : never
`

/** A program that compiles if the endpoints of api.ts are those of the document. */
export function agreement(document: Document, basePath: string) {
  const lines = [TYPES]
  let endpoints = 0
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = operations[method]
      if (operation) lines.push(...check(path, basePath, method, operation, ++endpoints))
    }
  }
  return { source: lines.join("\n"), endpoints }
}

function check(path: string, basePath: string, method: string, operation: Operation, n: number) {
  const here = `paths[${JSON.stringify(path)}]["${method}"]`
  const keys = path
    .slice(basePath.length + 1)
    .split("/")
    .map(keyOf)
  const there = `Endpoints${[...keys, method].map((key) => `[${JSON.stringify(key)}]`).join("")}`
  const statuses = Object.keys(operation.responses)
  const union = (of: string[], wrap: string) =>
    of.map((status) => `${wrap}<${here}["responses"][${status}]>`).join(" | ") || "never"
  const done = statuses.filter((status) => status.startsWith("2"))
  const refused = statuses.filter((status) => !status.startsWith("2"))
  return [
    `// ${method} ${path}`,
    `export const input${n}: Equal<Pick<${there}, Extract<"input", keyof ${there}>>, ${inputOf(here, operation)}> = true`,
    `export const output${n}: Equal<${there}["output"], ${union(done, "Json")}> = true`,
    `export const error${n}: Equal<${there}["error"], ${union(refused, "CodeOf")}> = true`,
  ]
}

function inputOf(here: string, { parameters, requestBody }: Operation): string {
  if (requestBody) {
    const body = `Json<NonNullable<${here}["requestBody"]>>`
    return `{ input${requestBody.required ? "" : "?"}: ${body} }`
  }
  // No parameter is required so far; a required one would make this fail, as it should.
  if (parameters?.some((one) => one.in === "query")) {
    return `{ input?: NonNullable<${here}["parameters"]["query"]> }`
  }
  return "{}"
}

/** By the rule that the generator follows, for the segments that the built-in plugins have. */
const keyOf = (segment: string) =>
  /[^a-z0-9-]/.test(segment)
    ? segment
    : segment.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
