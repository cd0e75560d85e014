import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { expectNoTraceOf, filesBelow, grantFiles } from "../commands/migrate/leaks.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { connect, generations } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";
import { openPlace, type Place } from "../helpers/place.ts";

let place: Place;

beforeEach(async () => {
  // A sandbox for each test, because all of them together would be over the limit of the one key.
  place = await openPlace(openForTest);
});

function environment(): Record<string, string> {
  return place.withKey(place.sandbox.keys.some);
}

/** A server and a command do all their work as if nothing were wrong. */
async function expectEverythingWorks(): Promise<void> {
  const client = await connect(generations[0], environment());
  expect(await client.toolNames()).toHaveLength(3 + OWN_TOOLS);
  expect((await client.call("setpilot_list_orders", { page_size: 1 })).isError).toBe(false);
  expect(client.stderr()).toBe("");
  await client.close();
  // Only now: it would replace a damaged file before the server reads it.
  expect(await runCommand(["status"], { env: environment() })).toMatchObject({ exitCode: 0, stderr: "" });
}

/** Lets Keyscope write its file, and tells where. */
async function rememberedGrant(): Promise<string> {
  expect((await runCommand(["status"], { env: environment() })).exitCode).toBe(0);
  const [file = "", ...others] = grantFiles(place.home);
  expect(others).toEqual([]);
  return file;
}

describe("a cache folder that cannot be written", () => {
  it.each([".cache", ".cache/keyscope", ".cache/keyscope/grants"])("a file stands where %s belongs", async (path) => {
    const file = join(place.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "in the way");
    await expectEverythingWorks();
    expect(readFileSync(file, "utf8")).toBe("in the way");
  });

  it("a folder stands where the file belongs", async () => {
    const file = await rememberedGrant();
    rmSync(file);
    mkdirSync(join(file, "full"), { recursive: true });
    await expectEverythingWorks();
    // Nothing half-written stays behind.
    expect(grantFiles(place.home)).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("is read-only", async () => {
    const folder = join(place.home, ".cache");
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    await expectEverythingWorks();
    expect(filesBelow(place.home)).toEqual([]);
  });
});

describe("the last-known grant on disk", () => {
  const everything = {
    version: 1,
    connector: "setpilot",
    granted: ["dashboard", "orders", "products", "inventory"],
    denied: [],
    checkedAt: "2026-01-01T00:00:00.000Z",
  };

  it("is for its owner only, and holds no trace of the key", async () => {
    const file = await rememberedGrant();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      version: 1,
      connector: "setpilot",
      granted: ["orders", "products", "inventory"],
      denied: ["dashboard"],
      checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expectNoTraceOf(place.sandbox.keys.some, [], place.home);
  });

  it.each([
    ["empty", ""],
    ["cut off", '{"version":1,"connector":"setpilot","granted":["da'],
    ["another program's", "null"],
    // Taken at its word, each of these would show all ten tools at once.
    ["of another version", JSON.stringify({ ...everything, version: 99 })],
    ["of wrong types", JSON.stringify({ ...everything, denied: "none" })],
    ["without a date", JSON.stringify({ ...everything, checkedAt: "soon" })],
    ["of another connector", JSON.stringify({ ...everything, connector: "other" })],
    ["binary", "\u0000\u0001\ufffd"],
  ])("is ignored and replaced when it is %s", async (_, damaged) => {
    const file = await rememberedGrant();
    const good: object = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, damaged);
    await expectEverythingWorks();
    expect(grantFiles(place.home)).toEqual([file]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ ...good, checkedAt: expect.any(String) });
  });
});
