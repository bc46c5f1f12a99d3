import { client } from "./client"

/** Call it from the button "Try it" only: each guest is a row in your database. */
export async function tryIt() {
  const { data, error } = await client.auth.signIn.anonymous()
  if (error?.code === "ALREADY_SIGNED_IN") return (await client.session.refetch()).data?.user
  if (error) throw new Error(error.message)
  return data.user
}

/** Call it when the visitor wants to stay: the account owns everything that the guest made. */
export async function keepIt(email: string, password: string) {
  const { data, error } = await client.auth.anonymous.linkAccount({ email, password })
  if (error?.code === "USER_ALREADY_EXISTS") return "There is an account of that address: sign in."
  if (error) return error.details?.[0]?.message ?? error.message
  return `Saved. You are ${data.user.email} from now on.`
}
