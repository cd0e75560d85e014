import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientEnvironment, connect, temporaryHome } from "./helpers/clients.ts";
import { ownTools } from "./helpers/own-tools.ts";

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

/** The code that CONTRIBUTING.md shows for a file. */
function example(path: string): string {
  const marked = `<!-- example: ${path} -->\n\`\`\`ts\n`;
  const start = guide.indexOf(marked);
  if (start === -1) throw new Error(`CONTRIBUTING.md shows nothing for ${path}.`);
  const code = guide.slice(start + marked.length);
  return code.slice(0, code.indexOf("\n```")).concat("\n");
}

/** The invented API: its key has the scope `teas` and not `guests`. */
function teaHouse(): Server {
  const teas = [
    { tea: "Assam", price: "4.20" },
    { tea: "Sencha", price: "5.10" },
  ];
  return createServer((request, response) => {
    const url = new URL(`http://teahouse${request.url}`);
    const status = request.headers["x-tea-key"] !== "earl-grey-0001" ? 401 : url.pathname === "/api/teas" ? 200 : 403;
    const rows = teas.slice(0, Number(url.searchParams.get("limit") ?? teas.length));
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? { teas: rows } : { message: "No." }));
  });
}

/** A copy of the project below node_modules, so that its imports find the libraries. */
let copy: string;
let server: Server;

beforeAll(async () => {
  copy = mkdtempSync(join(root, "node_modules/.contributing-"));
  for (const path of ["src", "scripts", "package.json", "tsconfig.json"]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  writeFileSync(join(copy, "src/connectors/catalog/teahouse.ts"), example("src/connectors/catalog/teahouse.ts"));
  register();
  server = teaHouse();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.close();
  rmSync(copy, { recursive: true, force: true });
});

/** Adds the import and replaces the list, as the guide shows them. */
function register(): void {
  const file = join(copy, "src/connectors/catalog/index.ts");
  const [importLine = "", listLine = ""] = example("src/connectors/catalog/index.ts").split("\n\n");
  const before = readFileSync(file, "utf8");
  const after = `${importLine}\n${before.replace(/export const connectors: .*;/, () => listLine.trim())}`;
  if (!before.includes("export const connectors: "))
    throw new Error("The list of connectors is not where the guide says.");
  writeFileSync(file, after);
}

describe("the connector that CONTRIBUTING.md adds", () => {
  it("compiles, and the list beside it names every connector there is", () => {
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, "node_modules/typescript/bin/tsc"), "--project", copy],
      { encoding: "utf8" },
    );
    expect(stdout.split("\n").filter((line) => line.includes("src/connectors/"))).toEqual([]);
    expect(status).not.toBeNull();
    const list = example("src/connectors/catalog/index.ts");
    for (const name of readFileSync(join(root, "src/connectors/catalog/index.ts"), "utf8")
      .match(/(?<=\[)[^\]]+(?=\];)/)?.[0]
      .split(", ") ?? ["?"]) {
      expect(list).toContain(name);
    }
    // The compiler reads all sources, on processors that other tests use too.
  }, 90_000);

  it("is served with the tools that its key permits", async () => {
    const built = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: copy, encoding: "utf8" });
    expect(built.stderr).toBe("");
    const home = await temporaryHome();
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const environment = clientEnvironment(home.path, {
      TEAHOUSE_API_KEY: "earl-grey-0001",
      TEAHOUSE_BASE_URL: `http://127.0.0.1:${port}/api/`,
    });
    const client = await connect(
      "client 2.x, 2026-07-28",
      environment,
      ["serve", "teahouse"],
      join(copy, "dist/keyscope.cjs"),
    );
    try {
      expect(await client.toolNames()).toEqual(["teahouse_list_teas", ...ownTools("teahouse")]);
      const teas = await client.call("teahouse_list_teas", { limit: 1 });
      expect(teas).toMatchObject({ isError: false });
      expect(teas.text).toContain("Assam");
      expect(teas.text).not.toContain("Sencha");
      const guests = await client.call("teahouse_get_guests");
      expect(guests).toMatchObject({ isError: true });
      expect(guests.text).toContain("`guests`");
      expect(guests.text).toContain("Back room → Keys");
    } finally {
      await client.close();
      await home.remove();
    }
  });
});
