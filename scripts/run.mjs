// Runs a TypeScript script of this folder on every supported Node, the oldest of which cannot do so by itself:
// node scripts/run.mjs scripts/bench/main.ts [arguments]
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [script, ...rest] = process.argv.slice(2);
if (script === undefined) throw new Error("Name the script to run.");
/**
 * Leaves each file its own folder, which in one bundle would be the bundle's.
 * @type {import("esbuild").Plugin}
 */
const ownFolders = {
  name: "own-folders",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const contents = await readFile(path, "utf8");
      return { contents: contents.replaceAll("import.meta.dirname", JSON.stringify(dirname(path))), loader: "ts" };
    });
  },
};

const outfile = join(import.meta.dirname, `../node_modules/.run-${process.pid}.mjs`);
await build({
  entryPoints: [script],
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  outfile,
  plugins: [ownFolders],
  // In the program's sources it is the folder that they are built into.
  define: { __dirname: JSON.stringify(join(import.meta.dirname, "../dist")) },
  logLevel: "warning",
});
process.argv.splice(1, process.argv.length - 1, script, ...rest);
try {
  await import(pathToFileURL(outfile).href);
} finally {
  await rm(outfile, { force: true });
}
