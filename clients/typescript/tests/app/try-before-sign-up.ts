import { client } from "./client"

/** Called by the button "Try it", and by nothing else: a guest is a row in your database. */
export async function tryIt() {
  const { data, error } = await client.auth.signIn.anonymous()
  if (error?.code === "ALREADY_SIGNED_IN") return (await client.session.refetch()).data?.user
  if (error) throw new Error(error.message)
  return data.user
}

/** Called when the trial convinced: what the guest made is the account's from now on. */
export async function keepIt(email: string, password: string) {
  const { data, error } = await client.auth.anonymous.linkAccount({ email, password })
  if (error?.code === "USER_ALREADY_EXISTS") return "There is an account of that address: sign in."
  if (error) return error.details?.[0]?.message ?? error.message
  return `Saved. You are ${data.user.email} from now on.`
}
