import { client } from "./client"

/** Shows who is signed in, as long as the page is open. */
export function showName(element: { textContent: string | null }): () => void {
  return client.session.subscribe(({ data, isPending }) => {
    if (isPending) return
    element.textContent = data && !data.user.isAnonymous ? data.user.name : "Sign in"
  })
}
