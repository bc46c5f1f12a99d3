// better-auth as the benchmark has it. Everything that costs a request and is not needed is off: its
// logger, telemetry and (but for one contestant) its limiter. The environment chooses the rest:
//
//   DATABASE      a file of SQLite, or a URL of PostgreSQL
//   PORT          where it listens, on loopback
//   HASH          scrypt (its default), or argon2id with the parameters of nevr
//   LIMITER       on: its limiter, counting in memory
//   COOKIE_CACHE  on: the session is in a signed cookie too, and is read from there for five minutes

import { hash, verify } from "@node-rs/argon2"
import { betterAuth } from "better-auth"
import { anonymous } from "better-auth/plugins"
import Sqlite from "better-sqlite3"
import pg from "pg"

const { DATABASE, PORT, HASH, LIMITER, COOKIE_CACHE } = process.env

function database() {
  if (DATABASE.startsWith("postgres://")) {
    // As many connections in all as the others have; two workers share them.
    return new pg.Pool({ connectionString: DATABASE, max: 5, min: 5 })
  }
  const sqlite = new Sqlite(DATABASE)
  sqlite.pragma("journal_mode = WAL")
  sqlite.pragma("synchronous = NORMAL")
  return sqlite
}

const argon2id = { algorithm: 2, memoryCost: 19456, timeCost: 2, parallelism: 1 }
const password =
  HASH === "argon2id"
    ? {
        hash: (password) => hash(password, argon2id),
        verify: ({ hash, password }) => verify(hash, password),
      }
    : undefined

export const options = {
  database: database(),
  baseURL: `http://127.0.0.1:${PORT}`,
  secret: "7f3kQ9vLx2mW8sTn4bYc6dRg1hJp5zAe0uKi",
  emailAndPassword: { enabled: true, password },
  session: { cookieCache: { enabled: COOKIE_CACHE === "on", maxAge: 300 } },
  rateLimit: { enabled: LIMITER === "on", storage: "memory" },
  logger: { disabled: true },
  telemetry: { enabled: false },
  plugins: [anonymous()],
}

export const auth = betterAuth(options)
