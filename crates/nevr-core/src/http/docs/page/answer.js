// What came back.

import { el } from "./element.js"
import { pretty } from "./json.js"

/** Headers that people look for; the others are behind them. */
const FIRST = ["retry-after", "ratelimit", "ratelimit-policy", "x-request-id"]

/** A place for answers. */
export function answerPlace() {
  const status = el("p", { class: "status", role: "status" })
  const wait = el("p", { class: "wait", hidden: true })
  const rest = el("div")
  const place = el("div", { class: "answer" }, status, wait, rest)
  let countdown
  const clear = () => {
    clearInterval(countdown)
    wait.hidden = true
    rest.replaceChildren()
  }
  return {
    place,
    sending() {
      clear()
      status.replaceChildren("Sending…")
    },
    failed(error) {
      status.replaceChildren(el("strong", { class: "bad" }, "No answer"), ` ${error.message}`)
    },
    show({ response, text, time }) {
      const { status: code, statusText, headers } = response
      const kind = response.ok ? "good" : "bad"
      const name = `${code} ${statusText}`.trim()
      status.replaceChildren(el("strong", { class: kind }, name), ` in ${Math.round(time)} ms`)
      countdown = countDown(wait, Number(headers.get("retry-after")))
      rest.replaceChildren(bodyOf(text), ...headersOf(headers))
    },
  }
}

/** Says when to come back, each second, until it is time. */
function countDown(place, seconds) {
  if (!(seconds > 0)) return undefined
  const end = performance.now() + seconds * 1000
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000)
    place.textContent = left > 0 ? `Try again in ${left} s.` : "You may try again now."
    if (left <= 0) clearInterval(timer)
  }
  const timer = setInterval(tick, 250)
  place.hidden = false
  tick()
  return timer
}

function bodyOf(text) {
  if (text === "") return el("p", { class: "muted" }, "No body.")
  return el("pre", { tabindex: "0", role: "region", "aria-label": "Answer" }, pretty(text))
}

function headersOf(headers) {
  const all = [...headers]
  const first = FIRST.flatMap((name) => all.filter(([known]) => known === name))
  const others = all.filter(([name]) => !FIRST.includes(name))
  const more = el("details", {}, el("summary", {}, `${others.length} more headers`), pairs(others))
  return [first.length > 0 && pairs(first), others.length > 0 && more].filter(Boolean)
}

function pairs(headers) {
  const rows = headers.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])
  return el("dl", { class: "headers" }, rows)
}
