// What is right and what is wrong with the types of the snapshots. Only compiled: `.ci/api-types`.

import type { API as Paths } from "./snapshots/suite__typescript__paths.snap"
import type { All, API, Comment, Counted, Flat, Open } from "./snapshots/suite__typescript__shapes.snap"

type Endpoints = API["endpoints"]

// Inputs may leave out what has a default; outputs always have it.
type AllInput = Endpoints["all"]["post"]["input"]
declare const all: AllInput
export const lists: number[][] | undefined = all.lists
// @ts-expect-error It may be missing.
export const missing: number[][] = all.lists
declare const answered: All
export const always: number[][] = answered.lists

// A tree of any depth.
export const comment: Endpoints["tree"]["post"]["input"] = {
  text: "a",
  comments: [{ text: "b", comments: [{ text: "c" }] }],
}
// @ts-expect-error A comment deep inside has no text.
export const mute: typeof comment = { text: "a", comments: [{ text: "b", comments: [{}] }] }
export const said: Comment | null = null as Endpoints["tree"]["post"]["output"]

// Parts that are written side by side.
export const flat: Flat = { own: "a", kind: "square", side: 1 }
// @ts-expect-error A circle has a radius.
export const round: Flat = { own: "a", kind: "circle", side: 1 }
export const open: Open = { known: "a", more: [1] }
export const counted = (them: Counted): [string, number | undefined] => [them.known, them["more"]]

// A query is required when one of its members is.
export const search: Endpoints["search"]["get"]["input"] = { words: "a", order: "Red" }
// @ts-expect-error There is no way to write null in a query.
export const noOrder: Endpoints["search"]["get"]["input"] = { words: "a", order: null }
export const filters: Endpoints["filter"]["get"] = { output: 1, error: "INTERNAL_ERROR" }
export const both: Endpoints["both"]["post"] = {
  input: { side: 1 },
  query: { limit: 1 },
  output: 1,
  error: "UNSUPPORTED_MEDIA_TYPE",
}
// @ts-expect-error Nothing is limited there.
export const limited: Endpoints["both"]["post"]["error"] = "RATE_LIMITED"

// A text that no comment ends.
export const text: All["reserved"]['"*/\n'] = "a"
export const blue: All["described"] | AllInput["nullableList"] = ['light "blue"\u2028']

// Keys of paths.
type Tree = Paths["endpoints"]
export const keys: (keyof Tree)[] = ["signIn", "/getThing", "/session", "use-session", "robots.txt"]
export const two: (keyof Tree["signIn"])[] = ["get", "post", "2fa"]
export const parameter: keyof Tree["things"]["$id"] = "patch"
// @ts-expect-error No client asks with this method.
export const asked: keyof Tree = "asked"
