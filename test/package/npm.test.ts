import { execFileSync, spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { connect, generations, temporaryHome } from "../helpers/clients.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";

const root = join(import.meta.dirname, "../..");
const MEGABYTE = 1_000_000;

const { sandbox, home, environment, withKey } = await openPlace();
const { path: folder } = await openForFile(temporaryHome());
/** Why nothing could be installed here; undefined when it was. */
let unreachable: string | undefined;

beforeAll(async () => {
  // Built already; `prepack` would build again under the tests that run beside this one.
  const pack = ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder];
  const tarball = execFileSync("npm", pack, { cwd: root, encoding: "utf8" }).trim();
  writeFileSync(join(folder, "package.json"), "{}");
  const options = ["--omit=dev", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stderr } = spawnSync("npm", ["install", `./${tarball}`, ...options], {
    cwd: folder,
    encoding: "utf8",
  });
  rmSync(join(folder, tarball));
  if (status === 0) return;
  if (process.env["CI"] === "true" || !/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(stderr)) {
    throw new Error(`The package could not be installed: ${stderr}`);
  }
  unreachable = "the installed package was not tried: no registry can be reached for the keychain library";
  process.stderr.write(`${unreachable}\n`);
}, 120_000);

function installed(...path: string[]): string {
  return join(folder, "node_modules", ...path);
}

/** The manifests of all packages that were installed. */
function manifests() {
  const files = readdirSync(installed(), { recursive: true, encoding: "utf8" });
  const packages = files.filter((file) => /^(@[^/\\]+[/\\])?[^/\\.@]+[/\\]package\.json$/.test(file));
  return packages.map((file) =>
    z
      .object({ name: z.string(), scripts: z.record(z.string(), z.string()).optional() })
      .parse(JSON.parse(readFileSync(installed(file), "utf8"))),
  );
}

/** What the engine of the queries brings, which is optional. */
const ENGINE = /^(?:@duckdb[/\\]|detect-libc(?:[/\\]|$))/;

it("at most 8 packages, 4 without the engine, none with an install script", ({ skip }) => {
  skip(unreachable !== undefined, unreachable);
  const found = manifests();
  const names = found.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["keyscope", "@napi-rs/keyring"]));
  expect(names.length).toBeLessThanOrEqual(8);
  expect(names.filter((name) => !ENGINE.test(name)).length).toBeLessThanOrEqual(4);
  const scripts = found.flatMap((manifest) =>
    Object.keys(manifest.scripts ?? {}).map((name) => `${manifest.name} ${name}`),
  );
  expect(scripts.filter((script) => /(install|prepare)$/.test(script))).toEqual([]);
});

it("at most 6 MB without the engine", ({ skip }) => {
  skip(unreachable !== undefined, unreachable);
  const names = readdirSync(installed(), { recursive: true, encoding: "utf8" }).filter((file) => !ENGINE.test(file));
  const files = names.map((file) => lstatSync(installed(file)));
  const bytes = files.filter((file) => file.isFile()).reduce((sum, { size }) => sum + size, 0);
  expect(bytes).toBeLessThanOrEqual(6 * MEGABYTE);
});

it("brings the program and what a person reads: no source, map or test", ({ skip }) => {
  skip(unreachable !== undefined, unreachable);
  const files = readdirSync(installed("keyscope"), { recursive: true, encoding: "utf8" });
  const others = files.filter((file) => !/^dist([/\\]([\w-]+\.cjs|THIRD-PARTY-LICENSES\.txt))?$/.test(file));
  expect(others.sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "connector.schema.json",
    "dist/chart.html",
    "mcp.json.example",
    "package.json",
  ]);
  expect(readFileSync(installed("keyscope/dist/serve.cjs"), "utf8")).not.toContain("sourceMappingURL");
});

it("brings the licences of what it bundles, and each once", ({ skip }) => {
  skip(unreachable !== undefined, unreachable);
  const text = readFileSync(installed("keyscope/dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  const headings = [...text.matchAll(/^(\S+) [\w.-]+ \([\w.-]+\)\n\n/gm)].map(([, name]) => name);
  expect(headings).toEqual([...new Set(headings)]);
  const known = ["@modelcontextprotocol/server", "undici", "zod", "commander", "diff", "smol-toml", "js-yaml"];
  expect(headings).toEqual(expect.arrayContaining(known));
  // A package inside a package, which only a note in its code names.
  expect(text).toContain("Douglas Christopher Wilson");
});

it("runs the demo", ({ skip }) => {
  skip(unreachable !== undefined, unreachable);
  const demo = spawnSync(installed(".bin/keyscope"), ["demo"], { cwd: home, env: environment(), encoding: "utf8" });
  expect(demo.stdout).toContain("Each list and each answer was checked");
  expect(demo).toMatchObject({ status: 0, stderr: "" });
});

it("serves the tools of a key", async ({ skip }) => {
  skip(unreachable !== undefined, unreachable);
  const [key = ""] = sandbox.examples.setpilot.all.parts;
  const program = installed("keyscope/dist/keyscope.cjs");
  const client = await openForTest(connect(generations[2], withKey(key), ["serve"], program));
  expect(await client.toolNames()).toHaveLength(9 + OWN_TOOLS);
});
