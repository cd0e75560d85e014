import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildProbe } from "./build-probe.ts";

it("goes on without the keychain library, as on hosts that refuse native modules", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keyscope-no-library-"));
  try {
    const { path } = await buildProbe(folder);
    const { PATH } = process.env;
    const run = (more: Record<string, string>, ...steps: string[]): unknown =>
      JSON.parse(
        execFileSync(process.execPath, [path, "default", ...steps], { env: { PATH, ...more }, encoding: "utf8" }),
      );
    const missing = { kind: "library-missing", store: expect.any(String), detail: expect.stringContaining("keyring") };
    expect(run({}, "look", "store default spa_sk_1234", "remove")).toEqual([
      { problem: missing, notes: [] },
      missing,
      missing,
    ]);
    expect(run({ SETPILOT_API_KEY: "spa_sk_0123456789" }, "look")).toMatchObject([{ source: { kind: "environment" } }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
