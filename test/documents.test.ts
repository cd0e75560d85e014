import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandsIn, findUnknownWords } from "./deploy/command-words.ts";

const root = join(import.meta.dirname, "..");

/** Files that a guide shows how to make. */
const EXAMPLES = ["src/connectors/catalog/teahouse.ts"];

/** Pages that people wrote; the others are made of what the code knows. */
const PAGES = ["docs/team.md", "docs/connect/chatgpt.md", "docs/connect/claude-ai.md"];

/** What a document names as a file or a folder of the project: whole paths, and those of a file below src. */
function pathsIn(text: string): string[] {
  const whole = text.matchAll(/`((?:src|test|scripts|docs|deploy|\.ci)\/[\w./-]*?)\/?`/g);
  const belowSrc = text.matchAll(/`((?!src|test|scripts|docs|deploy)[a-z-]+\/[\w./-]+\.ts)`/g);
  return [...[...whole].map(([, path]) => path ?? ""), ...[...belowSrc].map(([, path]) => `src/${path}`)];
}

function read(document: string): string {
  return readFileSync(join(root, document), "utf8");
}

it.each(["README.md", "CONTRIBUTING.md", "SECURITY.md", ...PAGES])("%s names only files that are there", (document) => {
  const lost = pathsIn(read(document)).filter((path) => !existsSync(join(root, path)));
  expect(lost.filter((path) => !EXAMPLES.includes(path))).toEqual([]);
});

it.each(["README.md", ...PAGES])("the links of %s lead somewhere", (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(1);
  expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
});

it("the way of a call names its files", () => {
  expect(pathsIn(read("CONTRIBUTING.md")).length).toBeGreaterThan(40);
});

describe.each(PAGES.filter((page) => page !== "docs/connect/claude-ai.md"))("the commands of %s", (document) => {
  const commands = commandsIn(read(document));

  it.each(commands.map((command) => [command]))("keyscope %s", async (command) => {
    expect(await findUnknownWords(command.split(/\s+/))).toEqual([]);
  });

  it("are found", () => {
    expect(commands.length).toBeGreaterThan(2);
  });
});
