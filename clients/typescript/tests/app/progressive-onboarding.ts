import type { User } from "./api"
import { client } from "./client"

/** The one thing to ask next, or nothing. */
export type Step = "language" | "account" | null

/** Asks for the language as soon as somebody is here, for an account when there is much to lose. */
export function nextStep(user: User, worksMade: number): Step {
  if (!user.locale) return "language"
  return user.isAnonymous && worksMade >= 3 ? "account" : null
}

/** An answer is kept at once, on a guest as on an account. */
export async function answerLanguage(locale: string): Promise<boolean> {
  const { error } = await client.auth.updateUser({ locale })
  return !error
}
