// A proxy that puts a path before everything, as one in front of several apps does.

import { createServer, request } from "node:http"

/** Starts it: what is asked below `prefix` is asked at `origin` without it. */
export async function startProxy(origin, prefix) {
  const proxy = createServer((incoming, outgoing) => {
    if (!incoming.url.startsWith(`${prefix}/`)) return outgoing.writeHead(404).end()
    const { method, headers } = incoming
    const onward = request(origin + incoming.url.slice(prefix.length), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on("error", () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  const stop = () => {
    proxy.closeAllConnections()
    proxy.close()
  }
  return { origin: `http://127.0.0.1:${proxy.address().port}${prefix}`, stop }
}
