import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

/** Files that a guide shows how to make. */
const EXAMPLES = ["src/connectors/catalog/teahouse.ts"];

/** What a document names as a file or a folder of the project: whole paths, and those of a file below src. */
function pathsIn(text: string): string[] {
  const whole = text.matchAll(/`((?:src|test|scripts|docs|\.ci)\/[\w./-]*?)\/?`/g);
  const belowSrc = text.matchAll(/`((?!src|test|scripts|docs)[a-z-]+\/[\w./-]+\.ts)`/g);
  return [...[...whole].map(([, path]) => path ?? ""), ...[...belowSrc].map(([, path]) => `src/${path}`)];
}

it.each(["README.md", "CONTRIBUTING.md", "SECURITY.md"])("%s names only files that are there", (document) => {
  const lost = pathsIn(readFileSync(join(root, document), "utf8")).filter((path) => !existsSync(join(root, path)));
  expect(lost.filter((path) => !EXAMPLES.includes(path))).toEqual([]);
});

it("the way of a call names its files", () => {
  expect(pathsIn(readFileSync(join(root, "CONTRIBUTING.md"), "utf8")).length).toBeGreaterThan(40);
});
