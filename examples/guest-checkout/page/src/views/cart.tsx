import { useState } from "react"
import type { Order } from "../api/shop"
import { CartLines } from "../parts/cart-lines"
import { Checkout } from "../parts/checkout"
import { Link } from "../parts/link"
import { Placed } from "../parts/placed"
import { Problem } from "../parts/problem"
import { cart, refresh } from "../state/cart"
import { useStore } from "../state/store"

export function CartView() {
  const { cart: content, error } = useStore(cart)
  const [order, setOrder] = useState<Order | null>(null)
  const filled = content !== null && content.lines.length > 0
  if (order && !filled) return <Placed order={order} />
  return (
    <>
      <h1 tabIndex={-1}>Your cart</h1>
      {error && (
        <Problem error={error} text="The cart can't be shown." again={() => void refresh()} />
      )}
      {!content && !error && <p className="muted">One moment…</p>}
      {content && !filled && <Empty />}
      {filled && (
        <div className="cart">
          <CartLines cart={content} />
          <Checkout cart={content} onOrder={setOrder} />
        </div>
      )}
    </>
  )
}

function Empty() {
  return (
    <div className="panel empty">
      <p>There is nothing in it yet.</p>
      <Link to="/" className="button primary">
        Look around
      </Link>
    </div>
  )
}
