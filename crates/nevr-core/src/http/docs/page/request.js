// A request: what is sent, and the same for a shell.

/** The parts of a request to an operation, from what was put into its form. */
export function requestOf(document, operation, { path, query, body }, token) {
  const filled = operation.path.replace(/\{([^}:]*)[^}]*\}/g, (_, name) =>
    encodeURIComponent(path[name] ?? ""),
  )
  const url = new URL(document.base + filled)
  for (const [name, value] of Object.entries(query)) {
    if (value !== "") url.searchParams.append(name, value)
  }
  const headers = {}
  if (body !== undefined) headers["Content-Type"] = "application/json"
  if (token) headers.Authorization = `Bearer ${token}`
  return { method: operation.method, url: url.href, headers, body, token }
}

/** Sends it; the answer with its text, and how long it took. */
export async function send({ method, url, headers, body, token }) {
  const began = performance.now()
  const response = await fetch(url, {
    method,
    headers,
    body,
    // A bearer token is who asks; whatever the cookie says would count for nothing.
    credentials: token ? "omit" : "same-origin",
    cache: "no-store",
    redirect: "error",
  })
  const text = await response.text()
  return { response, text, time: performance.now() - began }
}

/**
 * The request as a line for a shell. Who is signed in goes as bearer, since outside a browser there
 * is no cookie, and the token by a variable: lines are kept in histories.
 */
export function curl({ method, url, body, token }, session) {
  const implied = body === undefined ? "GET" : "POST"
  const named = method === "HEAD" ? "--head " : method === implied ? "" : `-X ${method} `
  const parts = [`curl ${named}${quoted(url)}`]
  if (token || session === "required") parts.push('-H "Authorization: Bearer $TOKEN"')
  if (body !== undefined) parts.push("-H 'Content-Type: application/json'", `-d ${quoted(body)}`)
  return parts.join(" \\\n  ")
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`
}
