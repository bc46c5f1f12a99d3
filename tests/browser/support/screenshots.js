// Screenshots, to be looked at by people.

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { screenshots } from "./server.js"

/** Takes one of what is seen of the page. */
export function shoot(page, name) {
  mkdirSync(screenshots, { recursive: true })
  return page.screenshot({ path: join(screenshots, `${name}.png`) })
}
