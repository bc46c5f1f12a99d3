import { shop } from "../api/shop"
import { Link } from "../parts/link"
import { OrderCard } from "../parts/order-card"
import { Problem } from "../parts/problem"
import { openSignIn } from "../state/dialogs"
import { useLoaded } from "../state/loaded"
import { useVisitor } from "../state/visitor"

export function OrdersView() {
  const visitor = useVisitor()
  return (
    <>
      <h1 tabIndex={-1}>Your orders</h1>
      {visitor.kind === "account" && <Own key={visitor.user.id} />}
      {(visitor.kind === "guest" || visitor.kind === "nobody") && <NotYet />}
    </>
  )
}

function Own() {
  const { data, error, again } = useLoaded(shop.orders, "")
  if (error) return <Problem error={error} text="Your orders can't be shown." again={again} />
  if (!data) return <p className="muted">One moment…</p>
  if (data.length > 0) return data.map((order) => <OrderCard key={order.id} order={order} />)
  return (
    <div className="panel empty">
      <p>There are none yet.</p>
      <Link to="/" className="button primary">
        Look around
      </Link>
    </div>
  )
}

function NotYet() {
  return (
    <div className="panel empty">
      <p>Orders belong to accounts. You get one when you check out, or you have one already.</p>
      <button type="button" className="button quiet" onClick={() => openSignIn()}>
        Sign in
      </button>
    </div>
  )
}
