// The form that sends a request.

import { answerPlace } from "./answer.js"
import { copyButton } from "./copy.js"
import { el, unique } from "./element.js"
import { example } from "./example.js"
import { isJson } from "./json.js"
import { curl, requestOf, send } from "./request.js"
import { members } from "./schema.js"
import { sentence } from "./text.js"

/** The form of an operation. `token` holds the bearer token that is sent; `answered` gets each answer. */
export function form(document, operation, token, answered) {
  const of = (place) => inputs(operation, place, document.resolve)
  const [path, query] = [of("path"), of("query")]
  const body = operation.body && bodyEditor(operation.body, document.resolve)
  const answer = answerPlace()
  const shell = el("code")
  const request = () => {
    const values = { path: path.values(), query: query.values(), body: body?.value() }
    return requestOf(document, operation, values, token.get())
  }
  const line = () => curl(request(), operation.session)
  const refresh = () => shell.replaceChildren(line())
  const button = el("button", { type: "submit" }, "Send")
  let busy = false
  async function submit(event) {
    event.preventDefault()
    if (busy) return
    busy = true
    answer.sending()
    try {
      const sent = await send(request())
      answer.show(sent)
      answered(sent.response)
    } catch (error) {
      answer.failed(error)
    }
    busy = false
  }
  const element = el(
    "form",
    { class: "try", submit, input: refresh, keydown: sendByKeys, "aria-label": `${operation.method} ${operation.path}` },
    el("h4", {}, "Try it"),
    path.rows,
    query.rows,
    body?.rows,
    el("p", { class: "buttons" }, button, body?.buttons),
    answer.place,
    el(
      "details",
      { toggle: refresh },
      el("summary", {}, "As a curl command"),
      el("pre", { tabindex: "0", role: "region", "aria-label": "curl command" }, shell),
      el("p", { class: "buttons" }, copyButton("Copy", line, shell)),
    ),
  )
  return element
}

function sendByKeys(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
}

/** A row for each parameter of this place. */
function inputs(operation, place, resolve) {
  const all = operation.parameters.filter((parameter) => parameter.place === place)
  const made = all.map((parameter) => ({ parameter, input: input(parameter, resolve) }))
  return {
    rows: made.map(({ parameter, input }) => labelled(sentence(`${place} ${parameter.name}`), input)),
    values: () => Object.fromEntries(made.map(({ parameter, input }) => [parameter.name, input.value])),
  }
}

function input({ required, schema }, resolve) {
  const known = resolve(schema)
  const isBoolean = [known.type].flat().includes("boolean")
  const values = Array.isArray(known.enum) ? known.enum : isBoolean ? [true, false] : []
  if (values.length === 0) return el("input", { required, autocomplete: "off", spellcheck: "false" })
  const options = values.map((value) => el("option", { value: String(value) }, String(value)))
  return el("select", { required }, el("option", { value: "" }, "not sent"), options)
}

/** The editor of a JSON body, with an example in it. */
function bodyEditor({ schema, required }, resolve) {
  const fresh = (every) => JSON.stringify(example(schema, resolve, { every }), null, 2)
  const text = fresh(false)
  const editor = el("textarea", { spellcheck: "false", autocapitalize: "off", input: judge })
  const note = el("p", { class: "muted", role: "status" })
  const put = (text) => {
    editor.value = text
    editor.rows = Math.min(Math.max(text.split("\n").length, 2), 16)
    judge()
  }
  function judge() {
    const fine = editor.value.trim() === "" || isJson(editor.value)
    note.textContent = fine ? "" : "This is not JSON; it is sent as it is."
  }
  const fill = () => {
    put(fresh(true))
    editor.dispatchEvent(new Event("input", { bubbles: true }))
  }
  put(text)
  const more = members(schema, resolve).length > 0 && fresh(true) !== text
  return {
    rows: [labelled(required ? "Body" : "Body, which may be left out", editor), note],
    buttons: more && el("button", { type: "button", class: "quiet", click: fill }, "All fields"),
    value: () => (editor.value.trim() === "" ? undefined : editor.value),
  }
}

function labelled(text, input) {
  input.id = `input-${unique()}`
  return el("p", { class: "row" }, el("label", { for: input.id }, text), input)
}
