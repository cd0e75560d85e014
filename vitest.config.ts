import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests start real server processes; on a small machine several at once take their time.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
