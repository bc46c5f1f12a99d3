import { defineConfig } from "vitest/config"

// The machine may be busy with a compiler, and a debug build of the server takes its time.
const patience = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["tests/unit/**/*.test.{ts,tsx}"], ...patience } },
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
