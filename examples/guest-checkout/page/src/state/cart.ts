import { atom } from "nanostores"
import type { ClientError, Result } from "nevr/client"
import { client } from "../api/client"
import { type Cart, type Product, shop } from "../api/shop"
import { complain, tell } from "./notice"
import { beSomebody } from "./visitor"

/** The cart as the server knows it. */
export interface CartState {
  cart: Cart | null
  /** Why it could not be read. */
  error: ClientError | null
}

export const cart = atom<CartState>({ cart: null, error: null })

/** One change after the other: of two answers at once, nobody could tell which is the newer one. */
let changing: Promise<unknown> = Promise.resolve()

function inTurn<T>(change: () => Promise<T>): Promise<T> {
  const mine = changing.then(change)
  changing = mine
  return mine
}

const tabs = new BroadcastChannel("guest-checkout:cart")
let newest = 0

/** Reads the cart. An answer that came late is dropped. */
export async function refresh(): Promise<void> {
  const mine = ++newest
  const { data, error } = await shop.cart()
  if (mine !== newest) return
  cart.set({ cart: data ?? cart.get().cart, error })
}

/** Keeps the cart that of whoever is here, and the same in all tabs. */
export function watchCart(): void {
  let owner: string | null | undefined
  client.session.subscribe(({ data, isPending, error }) => {
    if (isPending || error) return
    const now = data?.user.id ?? null
    if (now === owner) return
    // Nobody sees what another one had.
    if (owner !== undefined) cart.set({ cart: null, error: null })
    owner = now
    void refresh()
  })
  tabs.onmessage = () => void refresh()
  addEventListener("online", () => void refresh())
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void refresh()
  })
}

/** Puts one of a product into the cart. */
export async function add(product: Product): Promise<void> {
  const before = client.session.get().data?.user
  const nobody = await beSomebody()
  if (nobody)
    return complain(
      `The ${product.title} is not in your cart yet.`,
      nobody,
      () => void add(product),
    )
  let result = await inTurn(() => shop.add(product.sku, 1))
  if (result.error?.code === "UNAUTHORIZED") {
    // The session has ended since it was last read.
    await client.session.refetch()
    if (before && !before.isAnonymous) return
    if (await beSomebody()) return
    result = await inTurn(() => shop.add(product.sku, 1))
    if (!result.error) {
      keep(result.data)
      return tell("Your earlier visit had ended, so this is a new cart.")
    }
  }
  if (settle(result, `The ${product.title} is not in your cart yet.`, () => void add(product)))
    tell(`${product.title}: in your cart.`)
}

export async function change(sku: string, quantity: number): Promise<void> {
  settle(
    await inTurn(() => shop.change(sku, quantity)),
    "The cart is as it was.",
    () => void change(sku, quantity),
  )
}

export async function remove(sku: string): Promise<void> {
  settle(await inTurn(() => shop.remove(sku)), "The cart is as it was.", () => void remove(sku))
}

/** What was put into a guest's cart goes along into the cart of an account that is signed in. */
export async function bringAlong(guests: Cart): Promise<void> {
  for (const { sku, quantity } of guests.lines) {
    const { data } = await inTurn(() => shop.add(sku, quantity))
    if (data) keep(data)
  }
}

/** Tells all tabs of a cart that has changed. */
export function changed(): void {
  tabs.postMessage("changed")
  void refresh()
}

function settle(result: Result<Cart>, failed: string, again: () => void): boolean {
  if (result.data) {
    keep(result.data)
    return true
  }
  if (result.error.code === "UNAUTHORIZED") void client.session.refetch()
  else complain(failed, result.error, again)
  return false
}

function keep(data: Cart): void {
  newest++
  cart.set({ cart: data, error: null })
  tabs.postMessage("changed")
}
