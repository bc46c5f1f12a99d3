// openapi.json and api.ts are generated from the description that serves requests, and must agree.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Validator } from "@seriousme/openapi-schema-validator"
import { beforeAll, expect, test } from "vitest"
import { agreement } from "../support/agreement"
import { compile } from "../support/compile"
import { openapiTypes } from "../support/openapi"
import { folderWith, generated, nevr } from "../support/server"

const APP = join(import.meta.dirname, "../app")
const committed = join(APP, "api.ts")

let folder: string
beforeAll(() => {
  folder = folderWith()
  nevr(folder, "generate")
})

test("api.ts is as it was generated", () => {
  const api = generated({ folder }, "api.ts")
  if (process.env.UPDATE_FILES) writeFileSync(committed, api)
  expect(readFileSync(committed, "utf8")).toBe(api)
})

test("api.ts compiles by itself, with the strictest options", () => {
  expect(compile({ "api.ts": generated({ folder }, "api.ts") })).toEqual([])
})

test("openapi.json is a valid document of OpenAPI 3.1", async () => {
  const validator = new Validator()
  const { errors, valid } = await validator.validate(
    JSON.parse(generated({ folder }, "openapi.json")),
  )
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(validator.version).toBe("3.1")
})

test("every endpoint has the same input, output and errors in both", async () => {
  const { files, endpoints } = await both()
  expect(endpoints).toBeGreaterThan(15)
  expect(compile(files)).toEqual([])
})

test("a difference would be noticed", async () => {
  const { files } = await both()
  let api = files["api.ts"]
  const differences = [
    ['"NOT_ANONYMOUS"', '"NOT_A_GUEST"'],
    ["currentPassword: string", "currentPassword?: string"],
    ["  id: string", "  id: null | string"],
    ["input: {", "input?: {"],
  ] as const
  for (const [from, to] of differences) {
    expect(api).toContain(from)
    api = api.replace(from, to)
  }
  const found = compile({ ...files, "api.ts": api })
  expect(found.length).toBeGreaterThanOrEqual(differences.length)
})

/** Both descriptions, and the program that compares them. */
async function both() {
  const document = JSON.parse(generated({ folder }, "openapi.json"))
  const { source, endpoints } = agreement(document, "/api")
  const files = {
    "api.ts": generated({ folder }, "api.ts"),
    "openapi.ts": await openapiTypes(document),
    "agreement.ts": source,
  }
  return { files, endpoints }
}
