import { useEffect, useRef } from "react"
import { DeleteDialog } from "./parts/delete-dialog"
import { Header } from "./parts/header"
import { SessionTrouble } from "./parts/session-trouble"
import { SignInDialog } from "./parts/sign-in-dialog"
import { dialog } from "./state/dialogs"
import { path } from "./state/route"
import { useStore } from "./state/store"
import { AccountView } from "./views/account"
import { CartView } from "./views/cart"
import { MissingView } from "./views/missing"
import { OrdersView } from "./views/orders"
import { ShelfView } from "./views/shelf"

export function App() {
  const open = useStore(dialog)
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Header />
      <SessionTrouble />
      <Content />
      <footer className="footer">
        <p>An example of nevr. Nothing here is for sale, and nothing is sent.</p>
      </footer>
      {open?.name === "sign-in" && <SignInDialog email={open.email} />}
      {open?.name === "delete" && <DeleteDialog />}
    </>
  )
}

function Content() {
  const at = useStore(path)
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // Whoever reads with the ears, or goes by the keyboard, begins at the new view's heading.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the trigger
  useEffect(() => {
    if (!first.current) main.current?.querySelector("h1")?.focus()
    first.current = false
  }, [at])
  return (
    <main id="content" ref={main} className="content" tabIndex={-1}>
      <View at={at} />
    </main>
  )
}

function View({ at }: { at: ReturnType<typeof path.get> }) {
  switch (at) {
    case "/":
      return <ShelfView />
    case "/cart":
      return <CartView />
    case "/orders":
      return <OrdersView />
    case "/account":
      return <AccountView />
    default:
      return <MissingView />
  }
}
