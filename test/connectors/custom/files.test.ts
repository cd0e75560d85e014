import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadDefinition } from "../../../src/connectors/custom/check.ts";
import { openDefinitionFiles } from "../../../src/connectors/custom/files.ts";
import { temporaryHome } from "../../helpers/clients.ts";
import { teapots } from "./examples.ts";

let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeEach(async () => {
  home = await temporaryHome();
});

afterEach(() => home.remove());

function opened() {
  return openDefinitionFiles(join(home.path, "connectors"));
}

describe("the files of a person's definitions", () => {
  it("are none where there is no folder", () => {
    for (const files of [opened(), openDefinitionFiles(undefined)]) {
      expect(files.ids()).toEqual([]);
      expect(files.has("teapots")).toBe(false);
      expect(files.read("teapots")).toBeUndefined();
    }
  });

  it.skipIf(process.platform === "win32")("are for their owner only, and nothing half-written stays", async () => {
    await opened().write("teapots", "one");
    await opened().write("teapots", "two");
    expect(opened().read("teapots")).toBe("two");
    const folder = join(home.path, "connectors");
    expect(readdirSync(folder)).toEqual(["teapots.json"]);
    expect(statSync(join(folder, "teapots.json")).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.each(["../secret", "a/b", "..", "", "A", "teapots.json", "/etc/passwd", "con\0"])(
    "%j never becomes a path",
    async (id) => {
      writeFileSync(join(home.path, "secret.json"), "secret");
      expect(opened().pathOf(id)).toBeUndefined();
      expect(opened().read(id)).toBeUndefined();
      await expect(opened().write(id, "x")).rejects.toThrow();
    },
  );
});

describe("a stored definition is checked again when it is used", () => {
  it.each<[string, string, string]>([
    ["cut off", '{"id":"teap', "is not JSON"],
    ["changed", JSON.stringify({ ...teapots, baseUrl: "https://evil.example/?" }), "must be an https address"],
    ["another's", JSON.stringify({ ...teapots, id: "cups" }), 'names "cups", and the file is named teapots.json'],
  ])("%s: it says so", async (_, text, expected) => {
    await opened().write("teapots", text);
    expect(loadDefinition(opened(), "teapots")).toMatchObject({
      ok: false,
      issue: { message: expect.stringContaining(expected) },
    });
  });

  it("a folder in its place is no definition", () => {
    mkdirSync(join(home.path, "connectors", "teapots.json"), { recursive: true });
    expect(loadDefinition(opened(), "teapots")).toMatchObject({ ok: false });
  });
});
