import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectPages } from "../../scripts/docs/connect-pages.ts";
import { connectorPage } from "../../scripts/docs/connector-page.ts";
import { failuresPage } from "../../scripts/docs/failures-page.ts";
import { installButtons } from "../../scripts/docs/install-buttons.ts";
import { bundled, manifest } from "../../scripts/package/mcpb-manifest.ts";
import { serverJson } from "../../scripts/package/server-json.ts";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { IS_PUBLISHED, VERSION } from "../../src/utils/version.ts";
import { clientEnvironment } from "../helpers/clients.ts";

const root = join(import.meta.dirname, "../..");

function namesNpx(text: string): string[] {
  return text.split("\n").filter((line) => /\bnpx\b/.test(line));
}

describe.skipIf(IS_PUBLISHED)("while npm does not have the package, nothing names npx:", () => {
  const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" });
  const pages = docs.filter((file) => file.endsWith(".md")).map((file) => join("docs", file));

  it.each([...pages, "README.md", "server.json", "mcp.json.example", "connector.schema.json"])("%s", (file) => {
    expect(namesNpx(readFileSync(join(root, file), "utf8"))).toEqual([]);
  });

  // Every failure that there is, worded by the code that words it.
  it.each([
    ["the messages", failuresPage()],
    ["the pages about clients", connectPages().join("\n")],
    ["the pages about APIs", connectors.map(connectorPage).join("\n")],
    ["the bundles", JSON.stringify(bundled.map(manifest))],
    ["the registry's entry", serverJson()],
    ["the buttons", installButtons()],
  ])("%s", (_, text) => {
    expect(namesNpx(text)).toEqual([]);
  });
});

describe("the release", () => {
  // Inside the project, so that the same packages are found.
  const copy = mkdtempSync(join(root, "node_modules/.published-"));
  const read = (file: string) => readFileSync(join(copy, file), "utf8");
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: copy });
  let said: string;

  beforeAll(() => {
    for (const name of readdirSync(root)) {
      if (["node_modules", "dist", ".git", "test"].includes(name)) continue;
      cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    mkdirSync(join(copy, "node_modules"), { recursive: true });
    const repository = { url: "git+https://github.com/keyscope/keyscope.git" };
    const { keyscope, ...rest } = JSON.parse(read("package.json"));
    const text = { ...rest, repository, keyscope: { ...keyscope, published: false } };
    writeFileSync(join(copy, "package.json"), `${JSON.stringify(text, undefined, 2)}\n`);
    writeFileSync(join(copy, "CHANGELOG.md"), `## [${VERSION}] - 2026-11-21\n`);
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "Before");
    said = execFileSync(process.execPath, ["scripts/package/release.mjs"], { cwd: copy, encoding: "utf8" });
  }, 120_000);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("turns the switch, brings the documents up to date, and stops there", () => {
    expect(said).toMatch(/Commit that, then run this again\.\n$/);
    expect(JSON.parse(read("package.json")).keyscope).toEqual({ published: true });
    const changed = git("status", "--porcelain").toString();
    for (const file of ["package.json", "README.md", "server.json", "docs/connect/cursor.md"]) {
      expect(changed).toContain(` M ${file}\n`);
    }
    expect(read("README.md")).toContain("[![Add to Cursor]");
    expect(read("docs/connect/cursor.md")).toContain('"args": ["-y", "keyscope", "serve", "setpilot"]');
    expect(read("docs/when-something-is-wrong.md")).toContain("run `npx keyscope login setpilot` in a terminal");
    expect(JSON.parse(read("server.json")).packages).toMatchObject([{ identifier: "keyscope", runtimeHint: "npx" }]);
  });

  it("makes a program that names npx where it was started so, and writes it into a project's file", () => {
    const cached = join(copy, "_npx/ab12/node_modules/.bin/keyscope");
    mkdirSync(dirname(cached), { recursive: true });
    symlinkSync(join(copy, "dist/keyscope.cjs"), cached);
    const run = (program: string, ...args: string[]) =>
      execFileSync(process.execPath, [program, ...args], { env: clientEnvironment(copy), encoding: "utf8" });
    const program = join(copy, "dist/keyscope.cjs");
    const printed = run(program, "install", "vscode", "--print", "--scope", "project");
    expect(JSON.parse(printed).servers.setpilot.args).toEqual(["-y", `keyscope@${VERSION}`, "serve", "setpilot"]);
    const uninstalled = (started: string) => run(started, "uninstall", "cursor");
    expect(uninstalled(cached)).toContain("`npx keyscope uninstall cursor --scope project`");
    expect(uninstalled(program)).toContain(`\`node ${program} uninstall cursor --scope project\``);
  });
});
