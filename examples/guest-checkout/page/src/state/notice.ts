import { atom } from "nanostores"
import type { ClientError } from "nevr/client"

/** Something to do about a notice. */
export interface Action {
  label: string
  run(): void
}

/** What the shop says by the way. */
export interface Notice {
  text: string
  /** Set when something failed. */
  error?: ClientError
  action?: Action
}

/** The one notice that is shown. */
export const notice = atom<Notice | null>(null)

export const tell = (text: string, action?: Action) =>
  notice.set({ text, ...(action && { action }) })

/** Says what failed, and offers to do it again. */
export const complain = (text: string, error: ClientError, again?: () => void) =>
  notice.set({ text, error, ...(again && { action: { label: "Try again", run: again } }) })

export const dismiss = () => notice.set(null)
