import { atom } from "nanostores"
import { dismiss } from "./notice"

/** The views of the page. The server knows them too. */
export type Path = "/" | "/cart" | "/orders" | "/account"

const TITLES: Readonly<Record<Path, string>> = {
  "/": "The Corner Shop",
  "/cart": "Your cart · The Corner Shop",
  "/orders": "Your orders · The Corner Shop",
  "/account": "About you · The Corner Shop",
}

/** Where the page is; `null` at an address that the shop does not have. */
export const path = atom<Path | null>(here())

export function go(to: Path): void {
  history.pushState(null, "", to)
  dismiss()
  scrollTo(0, 0)
  arrive()
}

export function watchAddress(): void {
  addEventListener("popstate", arrive)
  title()
}

function arrive(): void {
  path.set(here())
  title()
}

function title(): void {
  const at = path.get()
  document.title = at ? TITLES[at] : "Not here · The Corner Shop"
}

function here(): Path | null {
  const { pathname } = location
  return pathname in TITLES ? (pathname as Path) : null
}
