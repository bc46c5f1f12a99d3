// The OpenAPI document, as what the page shows. Nothing in it is believed to be of the right type.

import { list, object, string } from "./kinds.js"
import { resolver } from "./schema.js"

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]
/** The tag of nevr's own endpoints, which come last. */
const CORE = "nevr"

/** Fetches the document that is served beside the page. */
export async function load() {
  const address = new URL("openapi.json", location.href)
  const response = await fetch(address, { cache: "no-cache" })
  if (!response.ok) throw new Error(`the server answers ${response.status}`)
  return read(object(await response.json()), address)
}

function read(json, address) {
  const info = object(json.info)
  const operations = []
  for (const [path, item] of Object.entries(object(json.paths))) {
    for (const method of METHODS) {
      if (object(item)[method] === undefined) continue
      operations.push(operation(method, path, object(item[method]), list(item.parameters)))
    }
  }
  identify(operations)
  return {
    title: string(info.title) || "API",
    version: string(info.version),
    description: string(info.description),
    operations,
    groups: groups(operations),
    resolve: resolver(json),
    base: base(address, operations),
  }
}

function operation(method, path, json, shared) {
  const body = object(object(object(json.requestBody).content)["application/json"])
  return {
    method: method.toUpperCase(),
    path,
    tag: string(list(json.tags)[0]) || "other",
    summary: string(json.summary),
    description: string(json.description),
    session: session(json.security),
    tellsSession: json["x-nevr-session"] === true && method === "get",
    parameters: [...shared, ...list(json.parameters)].map(object).map(parameter),
    body: json.requestBody && {
      required: object(json.requestBody).required === true,
      schema: body.schema ?? {},
    },
    answers: Object.entries(object(json.responses)).map(([status, answer]) => ({
      status,
      description: string(object(answer).description),
      schema: object(object(object(answer).content)["application/json"]).schema,
    })),
  }
}

function parameter(json) {
  return {
    name: string(json.name),
    place: string(json.in),
    required: json.required === true,
    description: string(json.description),
    schema: json.schema ?? {},
  }
}

/** "required", "optional" or "none": an empty requirement says that it works without, too. */
function session(security) {
  const ways = list(security).map((way) => Object.keys(object(way)).length)
  if (ways.length === 0) return "none"
  return ways.includes(0) ? "optional" : "required"
}

/** Ids for links within the page: made of letters, digits and `-`, no two alike. */
function identify(operations) {
  const taken = new Set()
  for (const operation of operations) {
    const words = `${operation.method}${operation.path}`.toLowerCase().split(/[^a-z0-9]+/)
    const id = words.filter((word) => word !== "").join("-")
    let free = id
    for (let copy = 2; taken.has(free); copy += 1) free = `${id}-${copy}`
    taken.add(free)
    operation.id = free
  }
}

/** The groups in the order of the document. */
function groups(operations) {
  const tags = [...new Set(operations.map((operation) => operation.tag))]
  tags.sort((a, b) => Number(a === CORE) - Number(b === CORE))
  return tags.map((tag) => ({
    tag,
    operations: operations.filter((operation) => operation.tag === tag),
  }))
}

/** What a proxy puts before the paths of the document: the document's own path says it. */
function base(address, operations) {
  const known = operations.map((operation) => operation.path)
  const own = known.find((path) => path.endsWith("/openapi.json") && address.pathname.endsWith(path))
  const prefix = own === undefined ? "" : address.pathname.slice(0, -own.length)
  return address.origin + prefix
}
