import { client, type User } from "../api/client"
import { day } from "../parts/format"
import { Link } from "../parts/link"
import { LinkForm } from "../parts/link-form"
import { openDelete, openSignIn } from "../state/dialogs"
import { complain, tell } from "../state/notice"
import { go } from "../state/route"
import { onPurpose, useVisitor } from "../state/visitor"

export function AccountView() {
  const visitor = useVisitor()
  return (
    <>
      <h1 tabIndex={-1}>About you</h1>
      {visitor.kind === "unknown" && <p className="muted">One moment…</p>}
      {visitor.kind === "nobody" && <Nobody />}
      {visitor.kind === "guest" && <Guest until={visitor.until} />}
      {visitor.kind === "account" && <Account user={visitor.user} />}
    </>
  )
}

function Nobody() {
  return (
    <div className="panel alone">
      <h2>You are a visitor</h2>
      <p>
        The shop knows nothing of you. Put something into the cart, and it keeps the cart for you,
        without asking who you are.
      </p>
      <div className="actions">
        <Link to="/" className="button primary">
          Look around
        </Link>
        <button type="button" className="button quiet" onClick={() => openSignIn()}>
          Sign in
        </button>
      </div>
    </div>
  )
}

function Guest({ until }: { until: string }) {
  return (
    <div className="columns">
      <section className="panel" aria-labelledby="guest">
        <h2 id="guest">You are a guest</h2>
        <p>The shop keeps your cart without knowing your name.</p>
        <dl className="facts">
          <div>
            <dt>Kept until</dt>
            <dd>{day(until)}, and longer if you come back</dd>
          </div>
        </dl>
        <button type="button" className="button quiet" onClick={openDelete}>
          Forget this visit
        </button>
      </section>
      <section className="panel" aria-labelledby="join">
        <h2 id="join">Make it an account</h2>
        <p>You stay who you are, with the same cart.</p>
        <LinkForm />
        <p className="muted">
          You have one?{" "}
          <button type="button" className="link" onClick={() => openSignIn()}>
            Sign in
          </button>
        </p>
      </section>
    </div>
  )
}

function Account({ user }: { user: User }) {
  const leave = async () => {
    const { error } = await onPurpose(() => client.auth.signOut())
    if (error) return complain("You are still signed in.", error, () => void leave())
    go("/")
    tell("You are signed out. Your cart waits for you.")
  }
  return (
    <section className="panel alone" aria-labelledby="account">
      <h2 id="account">You have an account</h2>
      <dl className="facts">
        <div>
          <dt>Name</dt>
          <dd>{user.name}</dd>
        </div>
        <div>
          <dt>E-mail</dt>
          <dd>{user.email}</dd>
        </div>
        <div>
          <dt>Since</dt>
          <dd>{day(user.createdAt)}</dd>
        </div>
      </dl>
      <div className="actions">
        <button type="button" className="button primary" onClick={leave}>
          Sign out
        </button>
        <button type="button" className="button danger-quiet" onClick={openDelete}>
          Delete my account
        </button>
      </div>
    </section>
  )
}
