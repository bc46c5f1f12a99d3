// Values of a document that may be of any kind: each as the kind that is wanted, or empty.

export function object(value) {
  return typeof value === "object" && value !== null ? value : {}
}

export function list(value) {
  return Array.isArray(value) ? value : []
}

export function string(value) {
  return typeof value === "string" ? value : ""
}
