import { expect, test } from "vitest"
import { Person, withBrowser } from "./support/browser"
import { look } from "./support/look"
import { Shop } from "./support/shop"
import { add, idOf, link, PASSWORD, signIn, waitForName, waitForPieces } from "./support/steps"

withBrowser()

test("a guest whose visit has ended gets a new cart, and is told so", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Desk lamp")
  const before = await idOf(page)
  await person.expire()
  await page.getByRole("button", { name: "Add Morning mug to cart" }).click()
  await page.getByText("Your earlier visit had ended, so this is a new cart.").waitFor()
  await look(page, "20-visit-ended")
  await waitForPieces(page, 1)
  const after = await idOf(page)
  expect(after).toMatch(/^anon_/)
  expect(after).not.toBe(before)
})

test("an account whose session has ended is asked to sign in, and is no guest by accident", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Desk lamp")
  await page.getByRole("link", { name: /^Cart/ }).click()
  await link(page, "ended@example.com")
  await waitForName(page, "Robin Example")
  await page.getByRole("link", { name: "The Corner Shop" }).click()
  await person.expire()
  await page.getByRole("button", { name: "Add Morning mug to cart" }).click()
  await page.getByText("You have been signed out.").waitFor()
  await waitForName(page, "Visitor")
  await look(page, "21-session-ended")
  await page.getByRole("status").getByRole("button", { name: "Sign in" }).click()
  expect(await page.getByLabel("E-mail").inputValue()).toBe("ended@example.com")
  await signIn(page, "ended@example.com")
  await waitForPieces(page, 1)
})

test("without a network nothing is lost, and it goes on by itself afterwards", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Desk lamp")
  await person.context.setOffline(true)
  await page.getByText("You are offline. What you see may be old; nothing is lost.").waitFor()
  await page.getByRole("button", { name: "Add Morning mug to cart" }).click()
  const notice = page.getByText("The Morning mug is not in your cart yet. You are offline.")
  await notice.waitFor()
  await look(page, "22-offline")
  await person.context.setOffline(false)
  await page.getByRole("button", { name: "Try again" }).click()
  await waitForPieces(page, 2)
  await page.getByText("What you see may be old").waitFor({ state: "detached" })
})

test("a server that is gone is said to be, and is there again with everything", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Desk lamp")
  await shop.stop()
  await page.getByRole("button", { name: "Add Morning mug to cart" }).click()
  await page.getByText("The shop doesn't answer. Nothing is lost.").waitFor()
  await look(page, "23-server-gone")
  await shop.start()
  await page.getByRole("button", { name: "Try again" }).click()
  await waitForPieces(page, 2)
})

test("a server without its database is no visitor's fault", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const away = {
    status: 503,
    headers: { "retry-after": "1" },
    json: {
      error: {
        code: "SERVICE_UNAVAILABLE",
        message: "The service is not available, try again soon",
      },
    },
  }
  await person.context.route("**/api/**", (route) => route.fulfill(away))
  const page = await person.open()
  await page.getByText("The shop can't tell who you are.").waitFor()
  await page.getByText("The shelf can't be shown.").waitFor()
  await look(page, "24-database-away")
  await person.context.unroute("**/api/**")
  await page.getByRole("button", { name: "Try again" }).first().click()
  await waitForName(page, "Visitor")
  await page.getByText("Look around, no account needed").waitFor()
})

test("who comes too often waits, sees for how long, and goes on", async () => {
  await using shop = await Shop.open('rateLimit = { window = "8s", max = 1 }\n')
  await using person = await Person.visit(shop)
  expect((await shop.post("/auth/sign-in/anonymous", {})).status).toBe(200)
  const page = await person.open()
  await page.getByRole("button", { name: "Add Morning mug to cart" }).click()
  await page.getByText("Those were too many tries in a short time.").waitFor()
  const again = page.getByRole("button", { name: "Try again" })
  expect(await again.isDisabled()).toBe(true)
  const left = async () =>
    Number((await page.getByText(/^Try again in \d+ s\.$/).textContent())?.match(/\d+/)?.[0])
  const first = await left()
  expect(first).toBeGreaterThan(0)
  expect(first).toBeLessThanOrEqual(8)
  await look(page, "25-limit")
  await again.click()
  await waitForPieces(page, 1)
  await waitForName(page, "Guest")
})

test("an e-mail that is taken is said beside the field, with a way in that brings the cart along", async () => {
  await using shop = await Shop.open()
  const taken = { name: "Alex Example", email: "taken@example.com", password: PASSWORD }
  expect((await shop.post("/auth/sign-up/email", taken)).status).toBe(200)
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Patient plant")
  await page.getByRole("link", { name: /^Cart/ }).click()
  const guest = await idOf(page)
  await link(page, "taken@example.com")
  const email = page.getByRole("form", { name: "Make an account" }).getByLabel("E-mail")
  await page.locator("[aria-invalid]").waitFor()
  expect(await email.getAttribute("aria-invalid")).toBe("true")
  expect(await email.evaluate((field) => field === document.activeElement)).toBe(true)
  await look(page, "26-email-taken")
  // Nothing has happened to the guest.
  expect(await idOf(page)).toBe(guest)

  await page.getByRole("button", { name: "Sign in instead" }).click()
  expect(await page.getByRole("dialog").getByLabel("E-mail").inputValue()).toBe("taken@example.com")
  await page.getByText("What is in your cart now comes along.").waitFor()
  await look(page, "27-sign-in-instead")
  await signIn(page, "taken@example.com")
  await waitForName(page, "Alex Example")
  await waitForPieces(page, 1)
  await page.getByRole("heading", { name: "Patient plant" }).waitFor()
})

test("mistakes in a form stand beside their fields, in the words of the server", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Patient plant")
  await page.getByRole("link", { name: /^Cart/ }).click()
  const form = page.getByRole("form", { name: "Make an account" })
  await form.getByLabel("Name").fill("Robin Example")
  await form.getByLabel("E-mail").fill("not an address")
  await form.getByLabel("Password").fill("short")
  await form.getByRole("button", { name: "Make my account" }).click()
  await form.locator("[aria-invalid]").first().waitFor()
  const wrong = await form.locator("[aria-invalid]").evaluateAll((fields) =>
    fields.map((field) => ({
      name: (field as HTMLInputElement).name,
      said: field
        .getAttribute("aria-describedby")
        ?.split(" ")
        .map((id) => document.getElementById(id)?.textContent)
        .at(-1),
    })),
  )
  expect(wrong.map(({ name }) => name)).toEqual(["email", "password"])
  expect(wrong[0]?.said).toMatch(/^E-mail must /)
  expect(wrong[1]?.said).toMatch(/^Password must /)
  await look(page, "28-field-mistakes")
})
