import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests start real server processes; on a small machine several at once take their time.
    // Most of them wait for those, so that one file for each processor is no hurry.
    maxWorkers: "100%",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A real gnome-keyring lost its name on the bus in about one of ten whole runs (seen three times, never alone).
    // Vitest names each test that it had to try again.
    retry: process.env["CI"] === "true" ? { count: 2, delay: 1_000 } : 0,
  },
});
