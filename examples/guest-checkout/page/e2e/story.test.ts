import { expect, test } from "vitest"
import { Person, withBrowser } from "./support/browser"
import { look } from "./support/look"
import { Shop } from "./support/shop"
import { add, idOf, link, PASSWORD, signIn, waitForName, waitForPieces } from "./support/steps"

withBrowser()

test("a visitor becomes a guest, and the guest an account with the same cart, and comes back", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  let page = await person.open()

  // Nobody: looking around asks for nothing and leaves nothing.
  await page.getByText("Look around, no account needed").waitFor()
  await waitForName(page, "Visitor")
  await look(page, "01-shelf-as-nobody")
  await page.getByRole("link", { name: /^Cart/ }).click()
  await page.getByText("There is nothing in it yet.").waitFor()
  await look(page, "02-cart-empty")
  await page.getByRole("link", { name: /You are/ }).click()
  await page.getByRole("heading", { name: "You are a visitor" }).waitFor()
  await look(page, "03-about-nobody")
  expect(await person.context.cookies()).toEqual([])

  // A guest: by itself, with the first thing.
  await page.getByRole("link", { name: "The Corner Shop" }).click()
  await add(page, "Morning mug")
  await waitForName(page, "Guest")
  await look(page, "04-shelf-as-guest")
  await add(page, "Wool blanket")
  const guest = await idOf(page)
  expect(guest).toMatch(/^anon_/)
  await page.reload()
  await waitForPieces(page, 2)

  // Comes back later, in a new tab.
  await page.close()
  page = await person.open("/cart")
  const mug = page.getByRole("listitem").filter({ hasText: "Morning mug" })
  await mug.getByRole("button", { name: "One more" }).click()
  await waitForPieces(page, 3)
  await mug.getByText("€36.00").waitFor()
  await look(page, "05-checkout-as-guest")
  await page.getByRole("link", { name: "You are: Guest" }).click()
  await page.getByRole("heading", { name: "You are a guest" }).waitFor()
  await look(page, "06-about-guest")
  await page.getByRole("link", { name: "Orders" }).click()
  await page.getByText("Orders belong to accounts.").waitFor()
  await look(page, "07-orders-as-guest")

  // Checks out: the same id, the same cart.
  await page.getByRole("link", { name: /^Cart/ }).click()
  await link(page, "robin@example.com")
  await waitForName(page, "Robin Example")
  expect(await idOf(page)).toBe(guest)
  await waitForPieces(page, 3)
  await page.getByText("A welcome gift: 10% less").waitFor()
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe("Check out")
  await look(page, "08-checkout-as-account")

  // The shop's own plugin, by its path.
  const code = await page.getByRole("textbox", { name: "Code" }).inputValue()
  await page.getByRole("textbox", { name: "Code" }).fill("WELCOME-NOBODY")
  await page.getByRole("button", { name: "Use it" }).click()
  await page.getByText("This is not the code of your voucher.").waitFor()
  await look(page, "09-voucher-unknown")
  await page.getByRole("textbox", { name: "Code" }).fill(code.toLowerCase())
  await page.getByRole("button", { name: "Use it" }).click()
  await page.getByText("Your welcome code is in: 10% less.").waitFor()
  await page.getByRole("button", { name: "Order for €112.50" }).click()
  await page.getByRole("heading", { name: "Thank you, it is ordered" }).waitFor()
  await waitForPieces(page, 0)
  await look(page, "10-ordered")
  await page.getByRole("link", { name: "All your orders" }).click()
  await page.getByText("2 × Morning mug").waitFor()
  await look(page, "11-orders")

  // Signs out and in again.
  await page.getByRole("link", { name: "The Corner Shop" }).click()
  await add(page, "Small teapot")
  await page.getByRole("link", { name: "You are: Robin Example" }).click()
  await page.getByRole("heading", { name: "You have an account" }).waitFor()
  await look(page, "12-about-account")
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByText("You are signed out. Your cart waits for you.").waitFor()
  await waitForName(page, "Visitor")
  await waitForPieces(page, 0)
  await page.getByRole("link", { name: "Orders" }).click()
  await page.getByRole("button", { name: "Sign in" }).click()
  await look(page, "13-sign-in")
  await signIn(page, "robin@example.com", "not this one")
  await page.getByRole("alert").waitFor()
  await look(page, "14-sign-in-refused")
  await signIn(page, "robin@example.com")
  await page.getByText("Hello again, Robin Example.").waitFor()
  expect(await idOf(page)).toBe(guest)
  await waitForPieces(page, 1)
  await page.getByText("2 × Morning mug").waitFor()

  // Goes for good.
  await page.getByRole("link", { name: /You are/ }).click()
  await page.getByRole("button", { name: "Delete my account" }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByLabel("Password").fill("not this one")
  await dialog.getByRole("button", { name: "Delete my account" }).click()
  await dialog.locator("[aria-invalid]").waitFor()
  await look(page, "15-delete")
  await dialog.getByLabel("Password").fill(PASSWORD)
  await dialog.getByRole("button", { name: "Delete my account" }).click()
  await page.getByText("Your account is deleted.").waitFor()
  await waitForName(page, "Visitor")
  const again = { email: "robin@example.com", password: PASSWORD }
  expect((await shop.post("/auth/sign-in/email", again)).status).toBe(401)
  expect(person.complaints).toEqual([])
})

test("many clicks at once make one guest", async () => {
  await using shop = await Shop.open()
  await using person = await Person.visit(shop)
  const page = await person.open()
  const asked: string[] = []
  page.on("request", (request) => {
    if (request.url().endsWith("/sign-in/anonymous")) asked.push(request.url())
  })
  await page.getByRole("button", { name: /^Add/ }).first().waitFor()
  await page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLElement>(".card button")) button.click()
  })
  await waitForPieces(page, 6)
  expect(asked).toHaveLength(1)
})
