import { createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

const api = process.env.API_URL ?? "http://127.0.0.1:3000/api"
const client = createClient<API>()({ baseURL: api, plugins: [authClient(), anonymousClient()] })

/** Renders a page with the user's name, and makes a new visitor a guest. */
export async function render({ headers }: Request): Promise<Response> {
  const cookies: [string, string][] = []
  const options = {
    headers,
    // The cookies of new and of extended sessions are for the browser, so pass them on.
    fetch: async (url: RequestInfo | URL, init?: RequestInit) => {
      const response = await fetch(url, init)
      for (const cookie of response.headers.getSetCookie()) cookies.push(["set-cookie", cookie])
      return response
    },
  }
  const { data, error } = await client.auth.getSession({ refresh: true }, options)
  if (error) return new Response("Try again later", { status: 503 })
  if (data) return new Response(`Hello, ${data.user.name}`, { headers: cookies })
  const guest = await client.auth.signIn.anonymous({}, options)
  return new Response(`Hello, ${guest.data?.user.name ?? "stranger"}`, { headers: cookies })
}
