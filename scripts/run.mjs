// Runs a TypeScript script of this folder on every supported Node, the oldest of which cannot do so by itself:
// node scripts/run.mjs scripts/bench/main.ts [arguments]
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) throw new Error("Name the script to run.");
const outfile = join(import.meta.dirname, `../node_modules/.run-${process.pid}.mjs`);
await build({
  entryPoints: [script],
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  outfile,
  logLevel: "warning",
});
process.argv.splice(1, process.argv.length - 1, script, ...rest);
try {
  await import(pathToFileURL(outfile).href);
} finally {
  await rm(outfile, { force: true });
}
