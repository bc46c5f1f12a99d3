// Serves better-auth in as many processes as WORKERS says.

import cluster from "node:cluster"
import { createServer } from "node:http"

const workers = Number(process.env.WORKERS)
if (cluster.isPrimary && workers > 1) {
  for (let i = 0; i < workers; i++) cluster.fork()
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.kill("SIGKILL")
    process.exit(0)
  })
} else {
  const { toNodeHandler } = await import("better-auth/node")
  const { auth } = await import("./auth.mjs")
  createServer(toNodeHandler(auth)).listen(Number(process.env.PORT), "127.0.0.1")
  process.on("SIGTERM", () => process.exit(0))
}
