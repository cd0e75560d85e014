import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Files that put something else in place of a module, which the next file in the same process would get too. */
const replacing = ["test/credentials/keychain/keychain.test.ts"];

/**
 * What simulates hours, or tries one thing on every command, client or hostile answer: a third of the whole time. `npm run
 * test:long` runs them, and `.ci/run` after the others.
 */
const long = [
  "test/answers/hostile-bodies.test.ts",
  "test/commands/foreign-text.test.ts",
  "test/commands/install/install.test.ts",
  "test/commands/login/apis.test.ts",
  "test/commands/login/terminal.test.ts",
  "test/commands/report/hostile.test.ts",
  "test/commands/status/all-keys.test.ts",
  "test/contributing.test.ts",
  "test/credentials/disguise.test.ts",
  "test/package/bundle-texts.test.ts",
  "test/rate-limit/scenarios.test.ts",
  "test/rate-limit/valkey/connection.test.ts",
  "test/rate-limit/valkey/scenarios.test.ts",
  "test/secrets/environment.test.ts",
  "test/secrets/hostile-data.test.ts",
  "test/secrets/process.test.ts",
  "test/secrets/toolbox.property.test.ts",
];

export default defineConfig({
  test: {
    // Tests start real server processes and often wait for them: three files at once keep two processors busy. In percent
    // Vitest takes no more than there are processors.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A real gnome-keyring lost its name on the bus in about one of ten whole runs (seen three times, never alone).
    // Vitest names each test that it had to try again.
    retry: process.env["CI"] === "true" ? { count: 2, delay: 1_000 } : 0,
    projects: [
      {
        extends: true,
        // A process of its own for each file would load the same modules for each: half a second of processor time.
        test: { name: "tests", include: ["test/**/*.test.ts"], exclude: [...replacing, ...long], isolate: false },
      },
      { extends: true, test: { name: "replacing", include: replacing } },
      { extends: true, test: { name: "long", include: long } },
    ],
  },
});
