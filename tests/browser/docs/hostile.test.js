// A document that wants to be more than text (O6), and one that is odd.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { opened, startDocs } from "./page.js"

const MARKUP = `<img src=x onerror="window.ran = true"><script>window.ran = true</script>`

let docs

before(async () => {
  docs = await startDocs()
})
after(() => docs?.stop())

/** Shows another document than the server's. */
const showing = (document) => ({
  before: (page) => page.route("**/openapi.json", (route) => route.fulfill({ json: document })),
})

/** Every text of a value replaced. */
function everywhere(value, text) {
  if (Array.isArray(value)) return value.map((item) => everywhere(item, text))
  if (typeof value !== "object" || value === null) return typeof value === "string" ? text(value) : value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, everywhere(item, text)]))
}

test("O6: markup in any text of the document is shown as it is written", async () => {
  const plain = await (await fetch(`${docs.origin}/api/openapi.json`)).json()
  // References and the words that the format itself knows stay, so that everything is rendered.
  const known = /^(#\/|string$|object$|array$|boolean$|integer$|null$|path$|query$)/
  const hostile = everywhere(plain, (text) => (known.test(text) ? text : MARKUP))
  hostile.paths[`/api/${MARKUP}`] = {
    post: {
      requestBody: { content: { "application/json": { schema: { properties: { [MARKUP]: { default: MARKUP } } } } } },
      parameters: [{ name: MARKUP, in: "query", schema: { enum: [MARKUP] } }],
      responses: { [MARKUP]: { description: "`" + MARKUP } },
    },
  }
  await docs.open(async (page) => {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("details")) details.open = true
    })
    await page.locator(".endpoint form").nth(17).waitFor()
    assert.ok((await page.locator("main").innerText()).includes(MARKUP))
    assert.equal(await page.locator("main img, main script, nav img, nav script").count(), 0)
    assert.equal(await page.evaluate(() => window.ran), undefined)
    assert.equal(await page.title(), `${MARKUP} reference`)
  }, showing(hostile))
})

test("a type that contains itself is shown once", () => {
  const tree = {
    type: "object",
    required: ["children"],
    properties: { children: { type: "array", items: { $ref: "#/components/schemas/tree" } } },
  }
  const list = { type: "array", items: { $ref: "#/components/schemas/list" } }
  const circle = { $ref: "#/components/schemas/circle" }
  const body = (name) => ({
    requestBody: { content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } } },
  })
  const document = {
    paths: { "/tree": { post: body("tree") }, "/list": { post: body("list") }, "/circle": { post: body("circle") } },
    components: { schemas: { tree, list, circle } },
  }
  return docs.open(async (page) => {
    const shown = await (await opened(page, "post-tree")).locator(".about").innerText()
    assert.equal(shown.match(/children/g).length, 1)
    for (const name of ["list", "circle"]) {
      await (await opened(page, `post-${name}`)).getByRole("button", { name: "Send" }).waitFor()
    }
  }, showing(document))
})

for (const [name, document] of Object.entries({
  empty: {},
  wrong: { info: 1, paths: { "/a": { get: null, post: { tags: 5, parameters: {}, responses: [], security: {} } } } },
  nothing: null,
})) {
  test(`an ${name} document breaks nothing`, () =>
    docs.open(async (page) => {
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true
      })
      assert.match(await page.locator("#found").textContent(), /^\d+ endpoints$/)
    }, showing(document)))
}

test("a document that is not there is said", () => {
  const before = (page) => page.route("**/openapi.json", (route) => route.fulfill({ status: 404 }))
  return docs.open(async (page) => {
    const said = await page.getByRole("alert").textContent()
    assert.equal(said, "The document could not be shown: the server answers 404.")
  }, { before, shows: "[role=alert]" })
})
