// Makes the tables, by better-auth's own means.

import { getMigrations } from "better-auth/db/migration"
import { options } from "./auth.mjs"

const { runMigrations } = await getMigrations(options)
await runMigrations()
process.exit(0)
