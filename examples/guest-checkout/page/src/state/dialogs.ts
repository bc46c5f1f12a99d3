import { atom } from "nanostores"

/** The dialog that is open. */
export type Open = { name: "sign-in"; email: string } | { name: "delete" } | null

export const dialog = atom<Open>(null)

export const openSignIn = (email = "") => dialog.set({ name: "sign-in", email })
export const openDelete = () => dialog.set({ name: "delete" })
export const closeDialog = () => dialog.set(null)
