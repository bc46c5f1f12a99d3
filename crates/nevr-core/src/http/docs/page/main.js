// The page: the document is fetched, shown, and connected with the fields above it.

import { contents } from "./contents.js"
import { load } from "./document.js"
import { el } from "./element.js"
import { endpoint } from "./endpoint.js"
import { filter } from "./filter.js"
import { paragraphs } from "./text.js"
import { visitor } from "./visitor.js"

const at = (id) => document.getElementById(id)

/** The bearer token: in its field and nowhere else, so it ends with the page. */
const token = {
  get: () => at("token").value.trim(),
}

function show(api) {
  const who = visitor(api, token, at("who"))
  /** What follows from an answer. */
  const answered = (response) => {
    // The server may hand out a newer token for the same session.
    const newer = response.headers.get("x-nevr-token")
    if (newer && token.get()) at("token").value = newer
    who.look()
  }
  at("token").addEventListener("change", who.look)
  who.look()
  document.title = `${api.title} reference`
  at("title").textContent = api.title
  at("version").textContent = api.version && `Version ${api.version}`
  at("about").replaceChildren(...paragraphs(api.description))
  at("contents").replaceChildren(...contents(api.groups))
  at("endpoints").replaceChildren(
    ...api.groups.map(({ tag, operations }) =>
      el(
        "section",
        { "data-group": true, class: "group" },
        el("h2", {}, tag),
        operations.map((operation) =>
          el("div", { "data-for": operation.id }, endpoint(api, operation, token, answered)),
        ),
      ),
    ),
  )
  const elements = (id) => document.querySelectorAll(`[data-for="${id}"]`)
  filter(at("filter"), at("found"), api.operations, elements)
  addEventListener("hashchange", openNamed)
  at("contents").addEventListener("click", (event) => {
    // A second click on the same link changes no address.
    if (event.target.closest("a")?.hash === location.hash) openNamed()
  })
  openNamed()
}

/** Opens the endpoint that the address names. */
function openNamed() {
  const named = at(location.hash.slice(1))
  if (!named?.matches(".endpoint")) return
  named.open = true
  named.scrollIntoView()
  named.querySelector("summary").focus({ preventScroll: true })
}

try {
  show(await load())
} catch (error) {
  at("endpoints").replaceChildren(
    el("p", { role: "alert" }, `The document could not be shown: ${error.message}.`),
  )
}
