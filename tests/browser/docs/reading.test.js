// The page as it is read.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { inaccessible } from "../support/browser.js"
import { shoot } from "../support/screenshots.js"
import { opened, startDocs } from "./page.js"

let docs

before(async () => {
  docs = await startDocs()
})
after(() => docs?.stop())

test("every endpoint of the document is on the page", () =>
  docs.open(async (page) => {
    const document = await (await fetch(`${docs.origin}/api/openapi.json`)).json()
    const expected = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const shown = await page.locator(".endpoint h3").allTextContents()
    assert.deepEqual(shown.toSorted(), expected.toSorted())
    assert.match(await page.locator("#found").textContent(), new RegExp(`^${expected.length} endpoints$`))
  }))

test("endpoints are in the order in which they are declared, nevr's own last", () =>
  docs.open(async (page) => {
    const shown = await page.locator(".endpoint h3").allTextContents()
    const firsts = [
      "POST /api/auth/sign-up/email",
      "POST /api/auth/sign-in/email",
      "POST /api/auth/sign-out",
      "GET /api/auth/get-session",
    ]
    assert.deepEqual(shown.slice(0, 4), firsts)
    const groups = await page.locator("main .group > h2").allTextContents()
    assert.deepEqual(groups, ["auth", "auth.anonymous", "nevr"])
    const listed = await page.locator("nav li").allTextContents()
    assert.equal(listed.length, shown.length)
    assert.match(listed[0], /^POST Sign up/)
  }))

test("a row looks as if it opens, and shows that it is open", () =>
  docs.open(async (page) => {
    const row = page.locator("#post-api-auth-sign-out")
    const arrow = row.locator(".opens")
    assert.ok(await arrow.isVisible())
    const direction = () => arrow.evaluate((element) => getComputedStyle(element).transform)
    const closed = await direction()
    await row.locator("summary").first().click()
    await page.waitForFunction(
      ([element, before]) => getComputedStyle(element).transform !== before,
      [await arrow.elementHandle(), closed],
    )
  }))

test("trying it stays in view while the details are read, and on a phone it comes before them", async () => {
  const open = async (page) => {
    const signUp = await opened(page, "post-api-auth-sign-up-email")
    const send = signUp.getByRole("button", { name: "Send" })
    await send.waitFor()
    return { send, last: signUp.locator(".errors dd").last(), body: signUp.locator(".about h4").first() }
  }
  await docs.open(async (page) => {
    const { send, last } = await open(page)
    await last.scrollIntoViewIfNeeded()
    assert.ok((await page.evaluate(() => scrollY)) > 100)
    const { y, height } = await send.boundingBox()
    assert.ok(y >= 0 && y + height <= 900, `Send is at ${y}`)
  }, { viewport: { width: 1440, height: 900 } })
  await docs.open(async (page) => {
    const { send, body } = await open(page)
    assert.ok((await send.boundingBox()).y < (await body.boundingBox()).y)
  }, { viewport: { width: 390, height: 844 } })
})

test("the name and the version of the app are those of its config", async () => {
  const shop = await startDocs({ name: "Corner <shop>", version: "1.4.0" })
  try {
    await shop.open(async (page) => {
      assert.equal(await page.title(), "Corner <shop> reference")
      assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Corner <shop>")
      assert.ok(await page.getByText("Version 1.4.0").isVisible())
    })
  } finally {
    await shop.stop()
  }
})

test("an endpoint says what it takes, returns and refuses", () =>
  docs.open(async (page) => {
    const link = await opened(page, "post-api-auth-anonymous-link")
    const [lead, details] = [link.locator(".lead"), link.locator(".about")]
    const about = `${await lead.innerText()}\n${await details.innerText()}`
    for (const part of ["Needs a session", "email", "an e-mail address", "required", "isAnonymous"]) {
      assert.ok(about.includes(part), `no ${part} in ${about}`)
    }
    assert.match(about, /409\s+NOT_ANONYMOUS: You have an account already/)
  }))

test("the filter leaves what has all its words", () =>
  docs.open(async (page) => {
    await page.keyboard.press("/")
    await page.keyboard.type("post anonymous")
    const shown = page.locator(".endpoint:visible h3")
    assert.deepEqual((await shown.allTextContents()).toSorted(), [
      "POST /api/auth/anonymous/link",
      "POST /api/auth/sign-in/anonymous",
    ])
    assert.match(await page.locator("#found").textContent(), /^2 of \d+ endpoints$/)
    await page.keyboard.press("Escape")
    assert.ok((await shown.count()) > 10)
    await page.keyboard.type("no such thing")
    assert.equal(await shown.count(), 0)
    assert.equal(await page.locator("#found").textContent(), "No endpoint has all these words")
  }))

test("an address with the name of an endpoint opens it", () =>
  docs.open(
    async (page) => {
      assert.ok(await page.locator("#get-api-health > .inside").isVisible())
      assert.equal(await page.locator(".endpoint[open]").count(), 1)
    },
    { fragment: "#get-api-health" },
  ))

test("everything can be reached and opened by keyboard", () =>
  docs.open(async (page) => {
    await page.keyboard.press("Tab")
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert.equal(await page.locator(".endpoint[open]").count(), 1)
    const outlined = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle)
    assert.equal(outlined, "solid")
  }))

for (const colorScheme of ["light", "dark"]) {
  for (const [name, width] of [["wide", 1440], ["narrow", 320]]) {
    test(`axe finds nothing on the ${name} page in ${colorScheme} colours`, () =>
      docs.open(
        async (page) => {
          await shoot(page, `docs-${name}-${colorScheme}`)
          const signUp = await opened(page, "post-api-auth-sign-up-email")
          await signUp.getByRole("button", { name: "All fields" }).click()
          await signUp.getByText("As a curl command").click()
          await shoot(page, `docs-${name}-${colorScheme}-open`)
          assert.deepEqual(await inaccessible(page), [])
          const across = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          assert.ok(across <= 0, `the page is ${across} px too wide`)
        },
        { colorScheme, viewport: { width, height: 900 } },
      ))
  }
}
