import type { Cart, Line } from "../api/shop"
import { change, remove } from "../state/cart"
import { money } from "./format"
import { Icon } from "./icon"
import { Picture } from "./picture"

const MOST = 20

export function CartLines({ cart }: { cart: Cart }) {
  return (
    <section className="panel" aria-label="What is in it">
      <ul className="lines">
        {cart.lines.map((line) => (
          <CartLine key={line.sku} line={line} />
        ))}
      </ul>
      <dl className="sums">
        <div>
          <dt>Subtotal</dt>
          <dd>{money(cart.subtotal)}</dd>
        </div>
        {cart.discount > 0 && (
          <div className="less">
            <dt>Welcome discount</dt>
            <dd>−{money(cart.discount)}</dd>
          </div>
        )}
        <div className="total">
          <dt>Total</dt>
          <dd>{money(cart.total)}</dd>
        </div>
      </dl>
    </section>
  )
}

function CartLine({ line: { sku, title, quantity, cents } }: { line: Line }) {
  return (
    <li className="line-row">
      <Picture sku={sku} />
      <h2 className="line-title">{title}</h2>
      <fieldset className="stepper">
        <legend className="visually-hidden">How many of {title}</legend>
        <button
          type="button"
          className="icon-button"
          disabled={quantity <= 1}
          onClick={() => void change(sku, quantity - 1)}
        >
          <Icon name="minus" />
          <span className="visually-hidden">One less</span>
        </button>
        <output>{quantity}</output>
        <button
          type="button"
          className="icon-button"
          disabled={quantity >= MOST}
          onClick={() => void change(sku, quantity + 1)}
        >
          <Icon name="plus" />
          <span className="visually-hidden">One more</span>
        </button>
      </fieldset>
      <span className="line-price">{money(cents)}</span>
      <button type="button" className="link line-remove" onClick={() => void remove(sku)}>
        Remove<span className="visually-hidden"> {title}</span>
      </button>
    </li>
  )
}
