// An endpoint: one line, and all about it behind that.

import { el } from "./element.js"
import { fieldsOf, parameters } from "./fields.js"
import { form } from "./form.js"
import { typeOf } from "./schema.js"
import { inline, paragraphs } from "./text.js"

const SESSIONS = {
  required: "Needs a session.",
  optional: "Works with a session and without.",
  none: "Does not ask who is signed in.",
}

/** The endpoint; what is behind its line is made when it is opened first. */
export function endpoint(document, operation, token, answered) {
  const card = el(
    "details",
    { class: "endpoint", id: operation.id, toggle: fill },
    el(
      "summary",
      {},
      el("h3", {}, method(operation.method), " ", el("code", { class: "path" }, path(operation.path))),
      el("span", { class: "summary" }, inline(operation.summary)),
      operation.session === "required" && el("span", { class: "chip" }, "needs a session"),
      el("span", { class: "opens", "aria-hidden": "true" }),
    ),
  )
  function fill() {
    if (!card.open || card.children.length > 1) return
    card.append(
      el(
        "div",
        { class: "inside" },
        el("div", { class: "lead" }, lead(operation)),
        form(document, operation, token, answered),
        el("div", { class: "about" }, details(document, operation)),
      ),
    )
  }
  return card
}

/** A method, as a word in its colour. */
export function method(name) {
  return el("span", { class: `method ${name.toLowerCase()}` }, name)
}

/** A path that may be broken behind each of its slashes. */
export function path(text) {
  const parts = text.split(/(?<=\/)/)
  return parts.map((part) => [part, part.endsWith("/") && el("wbr")])
}

function lead(operation) {
  return [paragraphs(operation.description), el("p", { class: "muted" }, SESSIONS[operation.session])]
}

/** What it takes, answers and refuses. */
function details(document, operation) {
  const { resolve } = document
  const done = operation.answers.filter(({ status }) => status.startsWith("2"))
  const errors = operation.answers.filter((answer) => !done.includes(answer))
  return [
    section("Parameters", parameters(named(operation.parameters), resolve)),
    operation.body && section("Body", body(operation.body, resolve)),
    done.map((answer) => section(`Answer ${answer.status}`, answerOf(answer, resolve))),
    errors.length > 0 && section("Errors", el("dl", { class: "errors" }, errors.map(error))),
  ]
}

/** A parameter's description says where it stands. */
function named(all) {
  return all.map((one) => ({
    ...one,
    description: `In the ${one.place}. ${one.description || one.schema.description || ""}`.trim(),
  }))
}

function section(title, content) {
  return content && [el("h4", {}, title), content]
}

function body({ schema, required }, resolve) {
  const fields = fieldsOf(schema, resolve)
  if (fields === undefined) return el("p", { class: "muted" }, "An empty object, or nothing.")
  return [!required && el("p", { class: "muted" }, "May be left out."), fields]
}

function answerOf({ schema, description }, resolve) {
  if (schema === undefined) return el("p", {}, inline(description))
  const type = el("p", {}, el("span", { class: "type" }, typeOf(schema, resolve)))
  return [type, fieldsOf(schema, resolve, { marks: false })]
}

function error({ status, description }) {
  return [el("dt", {}, status), el("dd", {}, paragraphs(description))]
}
