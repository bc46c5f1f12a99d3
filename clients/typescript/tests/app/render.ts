import { createClient, type Fetch } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

const api = process.env.API_URL ?? "http://127.0.0.1:3000/api"
const client = createClient<API>()({ baseURL: api, plugins: [authClient(), anonymousClient()] })

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** Renders a page with the user's name, and makes a new visitor a guest. */
export async function render({ headers }: Request): Promise<Response> {
  const page = new Headers({ "content-type": "text/html", "cache-control": "no-store" })
  // A session's cookie is for the browser, so pass it on.
  const passOn: Fetch = async (url, init) => {
    const response = await fetch(url, init)
    for (const cookie of response.headers.getSetCookie()) page.append("set-cookie", cookie)
    return response
  }
  const options = { headers, fetch: passOn }
  const { data, error } = await client.auth.getSession({}, options)
  if (error) return new Response("Try again later", { status: 503 })
  const user = data?.user ?? (await client.auth.signIn.anonymous({}, options)).data?.user
  const html = [`<p>Hello, ${escaped(user?.name ?? "stranger")}</p>`]
  if (data) {
    // Without a `<`, no name in it can end the element.
    const json = JSON.stringify(data).replaceAll("<", "\\u003c")
    html.push(`<script type="application/json" id="session">${json}</script>`)
  }
  return new Response(html.join("\n"), { headers: page })
}
