import { client } from "./client"

/** Begins a session for one person at the kiosk. */
export async function begin(): Promise<string | null> {
  const { data } = await client.auth.signIn.anonymous()
  return data?.user.id ?? null
}

/** Ends it and leaves nothing behind: deletes the guest, all that it owns, and its session. */
export async function end(): Promise<boolean> {
  const { error } = await client.auth.deleteUser()
  // If the person linked meanwhile, the user is a full account with a password, and stays.
  if (error?.code === "INVALID_PASSWORD") await client.auth.signOut()
  return !error
}
