import { Link } from "../parts/link"

export function MissingView() {
  return (
    <div className="panel empty">
      <h1 tabIndex={-1}>There is nothing here</h1>
      <p>The address is not one of this shop.</p>
      <Link to="/" className="button primary">
        To the shelf
      </Link>
    </div>
  )
}
