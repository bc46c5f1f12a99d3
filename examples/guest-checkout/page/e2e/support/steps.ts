import type { Page } from "playwright-core"

export const PASSWORD = "a rather long passphrase"

/** Puts one of a product into the cart, and waits until it is there. */
export async function add(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: `Add ${title} to cart` }).click()
  await page.getByText(`${title}: in your cart.`).waitFor()
}

/** How many pieces the header says are in the cart. */
export async function waitForPieces(page: Page, pieces: number): Promise<void> {
  const words = pieces === 1 ? "1 piece" : `${pieces} pieces`
  await page.getByRole("link", { name: new RegExp(`^Cart.*, ${words}$`) }).waitFor()
}

/** Who the header says one is. */
export async function waitForName(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: `You are: ${name}`, exact: true }).waitFor()
}

/** Fills in who one is, and sends it. */
export async function link(page: Page, email: string, name = "Robin Example"): Promise<void> {
  const form = page.getByRole("form", { name: "Make an account" })
  await form.getByLabel("Name").fill(name)
  await form.getByLabel("E-mail").fill(email)
  await form.getByLabel("Password").fill(PASSWORD)
  await form.getByRole("button", { name: "Make my account" }).click()
}

/** Fills in the dialog, and sends it. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  const form = page.getByRole("dialog", { name: "Sign in" })
  await form.getByLabel("E-mail").fill(email)
  await form.getByLabel("Password").fill(password)
  await form.getByRole("button", { name: "Sign in" }).click()
}

/** The id of who is here, as the server says. */
export const idOf = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => {
    const answer = await fetch("/api/auth/get-session?refresh=false")
    return (await answer.json())?.user.id
  })
