import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app"
import { watchCart } from "./state/cart"
import { watchAddress } from "./state/route"
import { watchForTheEnd } from "./state/visitor"
import "./styles/tokens.css"
import "./styles/base.css"
import "./styles/controls.css"
import "./styles/frame.css"
import "./styles/shelf.css"
import "./styles/cart.css"
import "./styles/account.css"
import "./styles/dialog.css"
import "./styles/notice.css"
import "./styles/pictures.css"

watchAddress()
watchForTheEnd()
watchCart()

const root = document.getElementById("root")
if (!root) throw new Error("index.html has no root")
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
