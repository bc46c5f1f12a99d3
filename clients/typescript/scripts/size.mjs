// Measures what a page loads: client, auth and anonymous with nanostores, minified and gzipped.
import { gzipSync } from "node:zlib"
import { build } from "esbuild"

const LIMIT = 5000

const { outputFiles } = await build({
  stdin: {
    contents: `
      import { createClient } from "nevr/client"
      import { authClient } from "nevr/plugins/auth/client"
      import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
      globalThis.client = createClient()({ plugins: [authClient(), anonymousClient()] })
    `,
    resolveDir: import.meta.dirname,
  },
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
  write: false,
})
const [{ contents }] = outputFiles
const size = gzipSync(contents, { level: 9 }).byteLength
console.log(`client + auth + anonymous: ${contents.byteLength} bytes, ${size} gzipped`)
if (size >= LIMIT) {
  console.error(`more than ${LIMIT - 1} bytes`)
  process.exitCode = 1
}
