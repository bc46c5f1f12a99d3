import { defineConfig } from "tsdown"

export default defineConfig({
  entry: [
    "src/client/index.ts",
    "src/client/react.ts",
    "src/plugins/auth/client.ts",
    "src/plugins/auth/anonymous/client.ts",
  ],
  // A file of the package is a file of the source.
  unbundle: true,
  root: "src",
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: true,
  fixedExtension: false,
})
