import type { TestProject } from "vitest/node"
import { binary } from "./binary"

declare module "vitest" {
  interface ProvidedContext {
    /** The program `nevr`. */
    nevr: string
  }
}

export default (project: TestProject): void => project.provide("nevr", binary())
