import { defineConfig } from "tsdown"

export default defineConfig({
  entry: [
    "src/client/index.ts",
    "src/client/react.ts",
    "src/client/solid.ts",
    "src/client/svelte.ts",
    "src/client/vue.ts",
    "src/plugins/auth/client.ts",
    "src/plugins/auth/anonymous/client.ts",
  ],
  // A file of the package is a file of the source.
  unbundle: true,
  root: "src",
  format: "esm",
  platform: "neutral",
  target: "es2022",
  // Maps of the code and of the types lead to the sources, which are in the package.
  sourcemap: true,
  dts: { sourcemap: true },
  fixedExtension: false,
})
