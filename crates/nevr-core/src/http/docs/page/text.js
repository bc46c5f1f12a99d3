// Descriptions: paragraphs, and `code` in them.

import { el } from "./element.js"

/** The paragraphs of a description. */
export function paragraphs(text) {
  const parts = text.split(/\n\s*\n/).filter((part) => part.trim() !== "")
  return parts.map((part) => el("p", {}, inline(part)))
}

/** A line of a description. */
export function inline(text) {
  // Every second part stands between backticks; a last one that nothing closes is text.
  const parts = text.split("`")
  const closed = parts.length % 2 === 1 ? parts.length : parts.length - 1
  return parts.map((part, index) => {
    if (index % 2 === 0) return part
    return index < closed ? el("code", {}, part) : "`" + part
  })
}

/** The first letter made a capital, as at the beginning of a sentence. */
export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
