import { client } from "./client"

/** Takes over the session that the server has put into the page. */
export function hydrate(page: Pick<Document, "getElementById">): void {
  const handed = page.getElementById("session")?.textContent
  if (handed) client.session.hydrate(JSON.parse(handed))
}
