import { client } from "./client"

export async function signIn(email: string, password: string): Promise<string> {
  const { data, error } = await client.auth.signIn.email({ email, password })
  if (!error) return `Welcome back, ${data.user.name}`
  switch (error.code) {
    case "INVALID_EMAIL_OR_PASSWORD":
      return "That is not the address and password of an account."
    case "RATE_LIMITED":
      return `Too many attempts. Try again in ${error.retryAfter ?? 60} seconds.`
    case "VALIDATION_ERROR":
      return error.details?.map(({ field, message }) => `${field} ${message}`).join(", ") ?? ""
    case "NETWORK_ERROR":
      return "You seem to be offline."
    default:
      return "That did not work. Try again later."
  }
}
