import { useEffect, useRef } from "react"
import type { Order } from "../api/shop"
import { Icon } from "./icon"
import { Link } from "./link"
import { OrderCard } from "./order-card"

/** The order is made. */
export function Placed({ order }: { order: Order }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="placed">
      <p className="placed-mark">
        <Icon name="check" />
      </p>
      <h1 ref={heading} tabIndex={-1}>
        Thank you, it is ordered
      </h1>
      <OrderCard order={order} />
      <Link to="/orders" className="button quiet">
        All your orders
      </Link>
    </div>
  )
}
