import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"] } },
      {
        test: {
          name: "server",
          include: ["tests/server/**/*.test.ts"],
          globalSetup: "tests/support/setup.ts",
          // A debug build of the server takes its time, and may share the machine with a compiler.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
