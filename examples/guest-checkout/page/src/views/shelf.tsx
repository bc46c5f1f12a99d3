import { useState } from "react"
import { type Product, shop } from "../api/shop"
import { money } from "../parts/format"
import { Picture } from "../parts/picture"
import { Problem } from "../parts/problem"
import { add } from "../state/cart"
import { useLoaded } from "../state/loaded"
import { useVisitor } from "../state/visitor"

export function ShelfView() {
  const { kind } = useVisitor()
  const { data, error, again } = useLoaded(shop.shelf, kind)
  return (
    <>
      <div className="hero">
        <h1 tabIndex={-1}>Good things for small rooms</h1>
        <p>{data?.greeting ?? (error ? "" : "One moment…")}</p>
      </div>
      {error && <Problem error={error} text="The shelf can't be shown." again={again} />}
      <ul className="shelf">
        {data?.products.map((product) => (
          <Card key={product.sku} product={product} />
        ))}
      </ul>
    </>
  )
}

function Card({ product }: { product: Product }) {
  const [busy, setBusy] = useState(false)
  const put = async () => {
    if (busy) return
    setBusy(true)
    await add(product)
    setBusy(false)
  }
  return (
    <li className="card">
      <Picture sku={product.sku} />
      <div className="card-text">
        <h2>{product.title}</h2>
        <p>{product.about}</p>
      </div>
      <div className="card-foot">
        <span className="price">{money(product.cents)}</span>
        <button type="button" className="button primary" onClick={put} aria-disabled={busy}>
          Add<span className="visually-hidden"> {product.title}</span> to cart
        </button>
      </div>
    </li>
  )
}
