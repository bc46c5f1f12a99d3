// Building the page. Text becomes a text node, always: whatever the document says, it is never
// markup, and it never names an attribute.

/**
 * An element. A function is a listener, `true` an empty attribute, `false` and nothing none at all;
 * children are elements and text, in lists of any depth.
 */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, "")
    else if (value !== undefined && value !== false) element.setAttribute(name, value)
  }
  element.append(...children.flat(Infinity).filter(isThere))
  return element
}

function isThere(child) {
  return child !== undefined && child !== null && child !== false
}

/** A number that no other element of the page has in its id. */
export function unique() {
  return (last += 1)
}

let last = 0
