// A button that puts text on the clipboard.

import { el } from "./element.js"

/** A button for `text()`, and for the place where it stands, should there be no clipboard. */
export function copyButton(label, text, place) {
  const button = el("button", { type: "button", class: "quiet", click: copy }, label)
  const said = el("span", { class: "muted", role: "status" })
  async function copy() {
    try {
      await navigator.clipboard.writeText(text())
      said.textContent = "Copied"
    } catch {
      // Without https there is no clipboard: it is one key away instead.
      getSelection().selectAllChildren(place)
      said.textContent = "Selected: press Ctrl+C"
    }
  }
  return [button, said]
}
