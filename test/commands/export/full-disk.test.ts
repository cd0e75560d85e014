import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openForFile } from "../../helpers/cleanup.ts";
import { runCommand } from "../../helpers/command.ts";
import { openDisk, openPlace } from "../../helpers/place.ts";

const place = await openPlace();
const disk = await openForFile(openDisk());

describe.skipIf(disk.path === undefined)("a full disk", () => {
  const full = disk.path ?? "";

  beforeEach(async () => {
    for (const folder of ["cache", "out", "home"]) await mkdir(join(full, folder));
    await writeFile(join(full, "filler"), Buffer.alloc(2_000_000)).catch(() => undefined);
  });

  afterEach(async () => {
    for (const name of await readdir(full)) await rm(join(full, name), { recursive: true });
  });

  it.each(["csv", "ndjson", "parquet"])("gets no half a file of %s, and a person is told why", async (format) => {
    const { sandbox, withKey } = place;
    const file = join(full, "out", `products.${format}`);
    const { stderr, exitCode } = await runCommand(["export", "products", "--to", file], {
      env: withKey(sandbox.keys.all),
    });
    expect(stderr).toContain(`products.${format} was not written: the disk is full. Make room, and try again.\n`);
    expect(exitCode).toBe(1);
    expect(await readdir(join(full, "out"))).toEqual([]);
  });

  it("keeps no question from being answered, and gets no lock that nobody holds", async () => {
    const { sandbox, withKey } = place;
    const env = withKey(sandbox.keys.all, { XDG_CACHE_HOME: join(full, "cache") });
    const { stdout } = await runCommand(["query", "SELECT count(*) AS n FROM products"], { env });
    expect(stdout).toMatch(/products: all \d+ rows/);
    expect(await readdir(join(full, "cache/keyscope/tables"))).toEqual([]);
  });

  it("takes no definition of a connector, and a person is told why", async () => {
    const { environment, home } = place;
    const definition = join(home, "teapots.json");
    const endpoints = [{ tool: "list_pots", description: "Which pots are there?", path: "pots" }];
    await writeFile(
      definition,
      JSON.stringify({ id: "teapots", title: "Teapots", baseUrl: "https://tea.example/v1", endpoints }),
    );
    const env = environment({ HOME: join(full, "home") });
    const { stderr, exitCode } = await runCommand(["connectors", "add", definition, "--yes"], { env });
    expect(stderr).toContain(
      "Nothing was added, because the definition could not be stored: the disk is full. Make room, and try again.\n",
    );
    expect(exitCode).toBe(1);
  });
});
