import type { User } from "./api"
import { client } from "./client"

/** What to ask for next; `null` for nothing. */
export type Step = "language" | "account" | null

/** Chooses the language first, and an account when there is much to lose. */
export function nextStep(user: User, worksMade: number): Step {
  if (!user.locale) return "language"
  return user.isAnonymous && worksMade >= 3 ? "account" : null
}

/** Stores an answer at once, for a guest as for a full account. */
export async function answerLanguage(locale: string): Promise<boolean> {
  const { error } = await client.auth.updateUser({ locale })
  return !error
}
