import { createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

const api = process.env.API_URL ?? "http://127.0.0.1:3000/api"
const client = createClient<API>()({ baseURL: api, plugins: [authClient(), anonymousClient()] })

/** Renders a page with the user's name, and makes a new visitor a guest. */
export async function render({ headers }: Request): Promise<Response> {
  const cookies: [string, string][] = []
  const { data, error } = await client.auth.getSession({}, { headers })
  if (error) return new Response("Try again later", { status: 503 })
  if (data) return new Response(`Hello, ${data.user.name}`)
  const guest = await client.auth.signIn.anonymous(
    {},
    {
      headers,
      // The new session's cookie is for the browser, so pass it on.
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        for (const cookie of response.headers.getSetCookie()) cookies.push(["set-cookie", cookie])
        return response
      },
    },
  )
  return new Response(`Hello, ${guest.data?.user.name ?? "stranger"}`, { headers: cookies })
}
