import type { ClientError } from "nevr/client"
import { useEffect, useRef, useState } from "react"
import { client } from "../api/client"
import { type Cart, type Order, shop } from "../api/shop"
import { changed } from "../state/cart"
import { openSignIn } from "../state/dialogs"
import { dismiss } from "../state/notice"
import { useVisitor } from "../state/visitor"
import { money } from "./format"
import { LinkForm } from "./link-form"
import { Problem } from "./problem"
import { Voucher } from "./voucher"

interface Props {
  cart: Cart
  onOrder(order: Order): void
}

/** Guests become accounts here, and accounts order. */
export function Checkout({ cart, onOrder }: Props) {
  const visitor = useVisitor()
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(visitor.kind)
  useEffect(() => {
    // The form that had the focus is gone.
    if (before.current === "guest" && visitor.kind === "account") heading.current?.focus()
    before.current = visitor.kind
  }, [visitor.kind])
  return (
    <section className="panel checkout" aria-labelledby="checkout">
      <h2 id="checkout" ref={heading} tabIndex={-1}>
        Check out
      </h2>
      {visitor.kind === "guest" && <AsGuest />}
      {visitor.kind === "account" && (
        <>
          <p>
            Ordering as <strong>{visitor.user.name}</strong>, {visitor.user.email}
          </p>
          <Voucher />
          <Place cart={cart} onOrder={onOrder} />
        </>
      )}
    </section>
  )
}

function AsGuest() {
  return (
    <>
      <p>
        You are a guest so far. Say who you are, and this cart is your account’s: nothing moves, and
        you go on from here.
      </p>
      <LinkForm />
      <p className="muted">
        You have an account?{" "}
        <button type="button" className="link" onClick={() => openSignIn()}>
          Sign in
        </button>
      </p>
    </>
  )
}

function Place({ cart, onOrder }: Props) {
  const [error, setError] = useState<ClientError | null>(null)
  const [busy, setBusy] = useState(false)
  const place = async () => {
    if (busy) return
    setBusy(true)
    const { data, error } = await shop.order()
    setBusy(false)
    setError(error)
    if (error?.code === "UNAUTHORIZED") await client.session.refetch()
    if (!data) return
    dismiss()
    onOrder(data)
    changed()
  }
  return (
    <>
      {error && <Problem error={error} text="Nothing is ordered yet." />}
      <button type="button" className="button primary wide" onClick={place} aria-disabled={busy}>
        Order for {money(cart.total)}
      </button>
    </>
  )
}
