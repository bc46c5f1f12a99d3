// Requests that are sent from the page.

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { after, before, test } from "node:test"
import { inaccessible } from "../support/browser.js"
import { startProxy } from "../support/proxy.js"
import { shoot } from "../support/screenshots.js"
import { opened, sent, startDocs } from "./page.js"

const SIGN_IN = "post-api-auth-sign-in-anonymous"
const GET_SESSION = "get-api-auth-get-session"

let docs

before(async () => {
  docs = await startDocs()
})
after(() => docs?.stop())

test("a guest is signed in, and is the one whom the next request is from", () =>
  docs.open(async (page) => {
    const guest = await sent(await opened(page, SIGN_IN))
    assert.equal(guest.status, "200 OK")
    assert.match(guest.json.user.id, /^anon_/)
    const session = await sent(await opened(page, GET_SESSION))
    assert.equal(session.json.user.id, guest.json.user.id)
    const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
    assert.deepEqual(kept, [0, 0, ""])
  }))

test("the page shows who is signed in at the moment, by cookie or by token", () =>
  docs.open(async (page) => {
    const handle = await page.locator("#who").elementHandle()
    const shows = (text) => page.waitForFunction(([place, text]) => place.textContent === text, [handle, text])
    await shows("Nobody is signed in")
    const guest = await sent(await opened(page, SIGN_IN))
    await shows("Signed in as Anonymous")
    const link = await opened(page, "post-api-auth-anonymous-link")
    await link.getByRole("textbox", { name: "Body" }).fill('{"email":"who@example.com","password":"an-uncommon-passphrase","name":"Who"}')
    const linked = await sent(link)
    assert.equal(linked.status, "200 OK")
    await shows("Signed in as Who, who@example.com")
    await page.getByLabel("Bearer token").fill(guest.json.token)
    await page.getByLabel("Bearer token").blur()
    await shows("The token is no session")
    await page.getByLabel("Bearer token").fill("")
    await page.getByLabel("Bearer token").blur()
    await sent(await opened(page, "post-api-auth-sign-out"))
    await shows("Nobody is signed in")
  }))

test("a bearer token counts instead of the cookie", () =>
  docs.open(async (page) => {
    const guest = await sent(await opened(page, SIGN_IN))
    await page.context().clearCookies()
    const session = await opened(page, GET_SESSION)
    assert.equal((await sent(session)).json, null)
    await page.getByLabel("Bearer token").fill(guest.json.token)
    assert.equal((await sent(session)).json.user.id, guest.json.user.id)
    await page.getByLabel("Bearer token").fill("nonsense")
    assert.equal((await sent(session)).json, null)
  }))

test("what is put into the fields of an address is sent", () =>
  docs.open(async (page) => {
    const session = await opened(page, GET_SESSION)
    await session.getByLabel("Query refresh").selectOption("false")
    const request = page.waitForRequest((request) => request.url().includes("get-session"))
    await sent(session)
    assert.equal(new URL((await request).url()).search, "?refresh=false")
  }))

test("an error is shown with its details, and text that is no JSON is sent all the same", () =>
  docs.open(async (page) => {
    const signUp = await opened(page, "post-api-auth-sign-up-email")
    const body = signUp.getByRole("textbox", { name: "Body" })
    await body.fill('{ "email": "ada" }')
    const invalid = await sent(signUp)
    assert.equal(invalid.status, "400 Bad Request")
    assert.equal(invalid.json.error.code, "VALIDATION_ERROR")
    await body.fill("{")
    assert.ok(await signUp.getByText("This is not JSON").isVisible())
    assert.equal((await sent(signUp)).json.error.code, "VALIDATION_ERROR")
    await shoot(page, "docs-error")
  }))

test("the example of an account is accepted as it is", () =>
  docs.open(async (page) => {
    const signUp = await opened(page, "post-api-auth-sign-up-email")
    assert.equal((await sent(signUp)).status, "200 OK")
    const change = await opened(page, "post-api-auth-update-user")
    assert.equal((await sent(change)).json.user.name, "Robin Example")
    await change.getByRole("region", { name: "Answer" }).scrollIntoViewIfNeeded()
    await shoot(page, "docs-answer")
  }))

test("the command does what the page does", () =>
  docs.open(
    async (page) => {
      const guest = await sent(await opened(page, SIGN_IN))
      const link = await opened(page, "post-api-auth-anonymous-link")
      await link.getByRole("textbox", { name: "Body" }).fill('{"email":"o\'hara@example.com","password":"an-uncommon-passphrase"}')
      await link.getByText("As a curl command").click()
      await link.getByRole("button", { name: "Copy" }).click()
      await link.getByText("Copied").waitFor()
      const command = await page.evaluate(() => navigator.clipboard.readText())
      assert.equal(command, await link.getByRole("region", { name: "curl command" }).textContent())
      const env = { ...process.env, TOKEN: guest.json.token }
      const answer = execFileSync("sh", ["-c", command], { env, stdio: ["ignore", "pipe", "ignore"] })
      const linked = JSON.parse(answer)
      assert.equal(linked.user.id, guest.json.user.id)
      assert.equal(linked.user.email, "o'hara@example.com")
    },
    { permissions: ["clipboard-read", "clipboard-write"] },
  ))

test("a proxy may put a path before all of it", async (t) => {
  const proxy = await startProxy(docs.origin, "/first/app")
  t.after(proxy.stop)
  await docs.open(async (page) => {
    const session = await opened(page, GET_SESSION)
    assert.deepEqual(await sent(session), { status: "200 OK", json: null })
    await session.getByText("As a curl command").click()
    const command = session.getByRole("region", { name: "curl command" })
    await command.getByText(`'${proxy.origin}/api/auth/get-session'`).waitFor()
  }, { origin: proxy.origin })
})

test("a limit says when to come back, and counts the seconds", () =>
  docs.open(async (page) => {
    await page.clock.install()
    const signIn = await opened(page, SIGN_IN)
    let answer = await sent(signIn)
    for (let turn = 0; answer.status !== "429 Too Many Requests"; turn += 1) {
      assert.ok(turn < 20, answer.status)
      await page.context().clearCookies()
      answer = await sent(signIn)
    }
    assert.equal(answer.json.error.code, "RATE_LIMITED")
    const wait = signIn.locator(".wait")
    const seconds = async () => Number((await wait.textContent()).match(/\d+/)[0])
    const first = await seconds()
    const headers = signIn.locator(".headers").first()
    assert.match(await headers.innerText(), new RegExp(`retry-after\\s+${first}\\s+ratelimit\\s`))
    await headers.scrollIntoViewIfNeeded()
    await shoot(page, "docs-limited")
    assert.deepEqual(await inaccessible(page), [])
    await page.clock.runFor(2000)
    assert.ok((await seconds()) <= first - 2)
    await page.clock.runFor(first * 1000)
    assert.equal(await wait.textContent(), "You may try again now.")
  }))
