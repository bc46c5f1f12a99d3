import { client } from "./client"

/** Lets somebody in for as long as the kiosk is used. */
export async function begin(): Promise<string | null> {
  const { data } = await client.auth.signIn.anonymous()
  return data?.user.id ?? null
}

/** Leaves nothing behind: the guest, all that belongs to it, and its session are gone. */
export async function end(): Promise<boolean> {
  const { error } = await client.auth.deleteUser()
  // Somebody who linked meanwhile has an account with a password: that one is kept.
  if (error?.code === "INVALID_PASSWORD") await client.auth.signOut()
  return !error
}
