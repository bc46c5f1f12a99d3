import { expect, test } from "vitest"
import { Person, withBrowser } from "./support/browser"
import { Shop } from "./support/shop"
import { add, idOf, link, waitForName, waitForPieces } from "./support/steps"

withBrowser()

test("two tabs stay in step, from the first thing in the cart to the end", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const one = await person.open()
  const other = await person.open("/cart")
  await waitForName(other, "Visitor")

  await add(one, "Desk lamp")
  await waitForName(other, "Guest")
  await waitForPieces(other, 1)
  await other.getByRole("button", { name: "One more" }).click()
  await waitForPieces(one, 2)

  await link(other, "tabs@example.com", "Kim Example")
  await waitForName(one, "Kim Example")
  await waitForPieces(one, 2)
  expect(await idOf(one)).toBe(await idOf(other))

  await one.getByRole("link", { name: /You are/ }).click()
  await one.getByRole("button", { name: "Sign out" }).click()
  await waitForName(other, "Visitor")
  await other.getByText("You have been signed out.").waitFor()
  await waitForPieces(other, 0)
  await other.getByText("There is nothing in it yet.").waitFor()
})

test("a tab that looked away sees what another program changed when it is looked at again", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  await add(page, "Desk lamp")
  const headers = { cookie: await person.cookie(), origin: shop.url }
  await shop.post("/cart", { sku: "mug", quantity: 4 }, headers)
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")))
  await waitForPieces(page, 5)
})
