// The filter: every word must be somewhere in an endpoint.

/** Connects the field with the endpoints; `elements(id)` are those that show one. */
export function filter(field, said, operations, elements) {
  const all = operations.map((operation) => ({ id: operation.id, text: textOf(operation) }))
  const apply = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
    let found = 0
    for (const { id, text } of all) {
      const matches = words.every((word) => text.includes(word))
      found += Number(matches)
      for (const element of elements(id)) element.hidden = !matches
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      group.hidden = group.querySelector("[data-for]:not([hidden])") === null
    }
    said.textContent = count(words.length > 0, found, all.length)
  }
  field.addEventListener("input", apply)
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    field.value = ""
    apply()
  })
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || isTyping(event.target)) return
    event.preventDefault()
    field.focus()
  })
  apply()
}

function textOf({ method, path, tag, summary, description }) {
  return [method, path, tag, summary, description].join(" ").toLowerCase()
}

function count(filtered, found, all) {
  if (!filtered) return `${all} endpoints`
  return found === 0 ? "No endpoint has all these words" : `${found} of ${all} endpoints`
}

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select") !== null
}
