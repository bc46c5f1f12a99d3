import { cart } from "../state/cart"
import { useStore } from "../state/store"
import { useVisitor, type Visitor } from "../state/visitor"
import { Icon } from "./icon"
import { Link } from "./link"
import { NoticeBar } from "./notice-bar"

export function Header() {
  return (
    <header className="header">
      <Link to="/" className="brand">
        <Icon name="bag" />
        <span>The Corner Shop</span>
      </Link>
      <nav aria-label="Shop" className="nav">
        <Link to="/orders" className="nav-link">
          <span className="nav-word">Orders</span>
        </Link>
        <Who />
        <CartLink />
      </nav>
      <NoticeBar />
    </header>
  )
}

/** Says at all times who one is to the shop. */
function Who() {
  const visitor = useVisitor()
  return (
    <Link to="/account" className={`who who-${visitor.kind}`}>
      <Icon name={visitor.kind === "account" ? "account" : "visitor"} />
      <span className="visually-hidden">You are: </span>
      <span className="nav-word who-name">{nameOf(visitor)}</span>
    </Link>
  )
}

function nameOf(visitor: Visitor): string {
  switch (visitor.kind) {
    case "unknown":
      return "…"
    case "nobody":
      return "Visitor"
    case "guest":
      return "Guest"
    case "account":
      return visitor.user.name
  }
}

function CartLink() {
  const { cart: content } = useStore(cart)
  const pieces = content?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0
  return (
    <Link to="/cart" className="cart-link">
      <Icon name="cart" />
      <span className="nav-word">Cart</span>
      <span className="badge" data-empty={pieces === 0}>
        <span aria-hidden="true">{pieces}</span>
        <span className="visually-hidden">{pieces === 1 ? ", 1 piece" : `, ${pieces} pieces`}</span>
      </span>
    </Link>
  )
}
