import type { ClientError } from "nevr/client"
import { client, type User } from "../api/client"
import { openSignIn } from "./dialogs"
import { tell } from "./notice"

/** Who is in front of the page. */
export type Visitor =
  | { kind: "unknown" }
  | { kind: "nobody" }
  | { kind: "guest"; user: User; until: string }
  | { kind: "account"; user: User }

export function useVisitor(): Visitor {
  const { data, error, isPending } = client.useSession()
  if (data) {
    const { user, session } = data
    return user.isAnonymous
      ? { kind: "guest", user, until: session.expiresAt }
      : { kind: "account", user }
  }
  return { kind: isPending || error ? "unknown" : "nobody" }
}

/**
 * Makes sure that there is somebody whom a cart can belong to: a visitor becomes a guest. Two clicks
 * at once make one guest; the client sees to it.
 */
export async function beSomebody(): Promise<ClientError | null> {
  const known = client.session.get()
  const { data } = known.isPending ? await client.session.refetch() : known
  if (data) return null
  const { error } = await client.auth.signIn.anonymous()
  // Another tab was quicker, with an account.
  if (error?.code !== "ALREADY_SIGNED_IN") return error
  await client.session.refetch()
  return null
}

let leaving = false

/** What is done on purpose needs no explanation by {@link watchForTheEnd}. */
export async function onPurpose<T>(leave: () => Promise<T>): Promise<T> {
  leaving = true
  try {
    return await leave()
  } finally {
    leaving = false
  }
}

/** Says so when a session has ended by itself, or in another tab. */
export function watchForTheEnd(): void {
  let before: User | undefined
  client.session.subscribe(({ data, isPending, error }) => {
    if (isPending || error) return
    const gone = before
    before = data?.user
    if (!gone || data || leaving) return
    if (gone.isAnonymous)
      tell("Your visit has ended, and its cart with it. You can start a new one.")
    else tell("You have been signed out.", signInAgain(gone))
  })
}

const signInAgain = ({ email }: User) => ({
  label: "Sign in",
  run: () => openSignIn(email ?? ""),
})
