import type { Order } from "../api/shop"
import { day, money } from "./format"

export function OrderCard({ order }: { order: Order }) {
  return (
    <article className="panel order">
      <h2>
        {day(order.createdAt)} <span className="order-id">no. {order.id.slice(-8)}</span>
      </h2>
      <ul>
        {order.lines.map(({ sku, title, quantity, cents }) => (
          <li key={sku}>
            <span>
              {quantity} × {title}
            </span>
            <span>{money(cents)}</span>
          </li>
        ))}
      </ul>
      <dl className="sums">
        {order.discount > 0 && (
          <div className="less">
            <dt>Welcome discount</dt>
            <dd>−{money(order.discount)}</dd>
          </div>
        )}
        <div className="total">
          <dt>Total</dt>
          <dd>{money(order.total)}</dd>
        </div>
      </dl>
    </article>
  )
}
