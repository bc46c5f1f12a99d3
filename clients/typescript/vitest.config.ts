import { compile } from "svelte/compiler"
import { defineConfig } from "vitest/config"

// The machine may be busy with a compiler, and a debug build of the server takes its time.
const patience = { testTimeout: 60_000, hookTimeout: 60_000 }

const svelte = {
  name: "svelte",
  transform: (code: string, id: string) =>
    id.endsWith(".svelte") ? compile(code, { filename: id, generate: "client" }).js : undefined,
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"], ...patience } },
      {
        // As a bundler for browsers resolves them: the frameworks have other code for servers.
        plugins: [svelte],
        resolve: { conditions: ["browser"] },
        test: {
          name: "frameworks",
          include: ["tests/frameworks/**/*.test.ts"],
          environment: "happy-dom",
          server: { deps: { inline: [/solid-js/, /svelte/] } },
          ...patience,
        },
      },
      {
        test: {
          name: "server",
          include: ["tests/server/**/*.test.ts"],
          globalSetup: "tests/support/setup.ts",
          ...patience,
        },
      },
    ],
  },
})
