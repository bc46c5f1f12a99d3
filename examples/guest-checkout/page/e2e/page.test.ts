import { expect, test } from "vitest"
import { Person, withBrowser } from "./support/browser"
import { look } from "./support/look"
import { Shop } from "./support/shop"
import { add, link } from "./support/steps"

withBrowser()

test("the whole way can be gone by keyboard, and dialogs give the focus back", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await page.getByRole("button", { name: /^Add/ }).first().waitFor()
  await page.keyboard.press("Tab")
  await page.keyboard.press("Enter")
  expect(await focused(page)).toBe("MAIN")
  await page.goto("/account")
  const opener = page.getByRole("button", { name: "Sign in" })
  await opener.focus()
  await page.keyboard.press("Enter")
  await page.getByRole("dialog").waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("email")
  await page.keyboard.press("Escape")
  await page.getByRole("dialog").waitFor({ state: "detached" })
  expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true)
})

test("a guest may go without a trace", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Desk lamp")
  await page.getByRole("link", { name: "You are: Guest" }).click()
  await page.getByRole("button", { name: "Forget this visit" }).click()
  await look(page, "30-forget")
  await page.getByRole("button", { name: "Forget me" }).click()
  await page.getByText("You are forgotten.").waitFor()
  expect(await person.context.cookies()).toEqual([])
})

test("on a phone, several products are on the screen, and no message is above the button that orders", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await page.clock.install()
  await page.setViewportSize({ width: 390, height: 844 })
  const buttons = page.getByRole("button", { name: /^Add/ })
  await buttons.first().waitFor()
  const whole = await page.locator(".card").evaluateAll((cards) => {
    const inside = ({ top, bottom }: DOMRect) => top >= 0 && bottom <= innerHeight
    return cards.filter((card) => inside(card.getBoundingClientRect())).length
  })
  expect(whole).toBeGreaterThanOrEqual(3)
  await add(page, "Desk lamp")
  await page.getByRole("link", { name: /^Cart/ }).click()
  // With a clock that stands still, the message stays.
  await page.clock.pauseAt(new Date(Date.now() + 60_000))
  await link(page, "phone@example.com")
  await page.getByText("Welcome, Robin Example.").waitFor()
  const order = page.getByRole("button", { name: /^Order for/ })
  await order.scrollIntoViewIfNeeded()
  const covered = await order.evaluate((button) => {
    const { x, y, width, height } = button.getBoundingClientRect()
    return !button.contains(document.elementFromPoint(x + width / 2, y + height / 2))
  })
  expect(covered).toBe(false)
  await look(page, "32-checkout-on-a-phone")
})

test("an address that the shop does not have says so", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open("/nowhere")
  await page.getByRole("heading", { name: "There is nothing here" }).waitFor()
  await look(page, "31-not-here")
  await page.goBack().catch(() => undefined)
})

test("back and forward go through the views", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await page.getByRole("link", { name: "Orders" }).click()
  await page.getByRole("link", { name: /^Cart/ }).click()
  expect(await page.title()).toBe("Your cart · The Corner Shop")
  await page.goBack()
  await page.getByRole("heading", { name: "Your orders" }).waitFor()
  await page.goForward()
  await page.getByRole("heading", { name: "Your cart" }).waitFor()
})

const focused = (page: import("playwright-core").Page) =>
  page.evaluate(() => document.activeElement?.tagName)
