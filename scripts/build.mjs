import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * What is loaded only when needed, each as a file of its own: the two halves of the program, of which a process uses
 * one, and libraries that a start does not need. CommonJS in few files starts fastest; a module that is in two of
 * these files is never in one process twice with a state of its own.
 */
const loadedLater = {
  "./cli.ts": { file: "cli", entry: "src/cli.ts" },
  "./commands/serve.ts": { file: "serve", entry: "src/commands/serve.ts" },
  // As the program names it, for which a `serve` that cli.ts does not understand is a command like any other.
  "./serve.ts": { file: "serve", entry: "src/commands/serve.ts" },
  "./commands/program.ts": { file: "program", entry: "src/commands/program.ts" },
  "./asking.ts": { file: "asking", entry: "src/access/asking.ts" },
  "../texts/toolbox.ts": { file: "texts", entry: "src/texts/toolbox.ts" },
  "../definitions/check.ts": { file: "definitions", entry: "src/definitions/check.ts" },
  "../definitions/openapi/index.ts": { file: "openapi", entry: "src/definitions/openapi/index.ts" },
  undici: { file: "undici", entry: "scripts/undici-parts.cjs" },
  "@clack/prompts": { file: "prompts", entry: "@clack/prompts" },
  "./demo-client.ts": { file: "demo-client", entry: "src/commands/demo-client.ts" },
};

const outdir = "dist";
/** Built here first and moved file by file, so that a program that is started meanwhile finds every file. */
const draft = `node_modules/.build-${process.pid}`;

/** @type {import("esbuild").Plugin} */
const separateFiles = {
  name: "separate-files",
  setup(build) {
    const files = new Map(Object.entries(loadedLater));
    build.onResolve({ filter: /./ }, ({ path, kind }) => {
      const found = kind === "entry-point" ? undefined : files.get(path);
      return found && { path: `./${found.file}.cjs`, external: true };
    });
  },
};

/** @type {import("esbuild").BuildOptions} */
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minify: true,
  // Gathered below, in one file.
  legalComments: "external",
  outdir: draft,
  outExtension: { ".js": ".cjs" },
  external: ["@napi-rs/keyring"],
  // `import()` of a CommonJS file goes through the slower ESM loader; `require` does the same work at once.
  supported: { "dynamic-import": false },
  alias: {
    "@modelcontextprotocol/server/_shims": "./scripts/sdk-shims.mjs",
    // What its package.json offers to `require` loads its parts in a way that cannot be bundled.
    "jsonc-parser": "jsonc-parser/lib/esm/main.js",
  },
  logLevel: "warning",
};

const results = await Promise.all([
  build({
    ...common,
    metafile: true,
    entryPoints: { keyscope: "src/keyscope.cjs" },
    // An old Node must be able to read it: esbuild refuses what it cannot write in the JavaScript of 2009.
    target: "es5",
    plugins: [separateFiles],
  }),
  build({
    ...common,
    metafile: true,
    entryPoints: Object.fromEntries(Object.values(loadedLater).map(({ file, entry }) => [file, entry])),
    plugins: [separateFiles],
  }),
]);
await chmod(join(draft, "keyscope.cjs"), 0o755);
await writeFile(join(draft, "THIRD-PARTY-LICENSES.txt"), await licenses(results));

const built = await readdir(draft);
await mkdir(outdir, { recursive: true });
for (const file of built) await rename(join(draft, file), join(outdir, file));
for (const file of await readdir(outdir)) if (!built.includes(file)) await rm(join(outdir, file), { recursive: true });
await rm(draft, { recursive: true });

/**
 * The licence of each package of which something was bundled, which most licences want to go with it, and the notes in
 * its code that name an author, since packages bundle others too. Takes the files of these notes away.
 * @param {{ metafile: import("esbuild").Metafile }[]} results
 * @returns {Promise<string>}
 */
async function licenses(results) {
  const outputs = results.flatMap(({ metafile }) => Object.values(metafile.outputs));
  const sources = outputs.flatMap(({ inputs }) => Object.keys(inputs).filter((file) => inputs[file]?.bytesInOutput));
  const folders = sources.flatMap((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const parts = ["dist holds code of these packages, each under its own licence.\n"];
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const texts = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    if (texts.length === 0) throw new Error(`${name} brings no licence text, so it cannot be bundled as it is.`);
    const contents = await Promise.all(texts.map((file) => readFile(join(folder, file), "utf8")));
    parts.push(`${[`${name} ${version} (${license})`, ...contents.map((text) => text.trim())].join("\n\n")}\n`);
  }
  const notes = new Set();
  for (const file of (await readdir(draft)).filter((name) => name.endsWith(".LEGAL.txt")).sort()) {
    notes.add(await readFile(join(draft, file), "utf8"));
    await rm(join(draft, file));
  }
  return [...parts, ...notes].join(`\n${"-".repeat(80)}\n\n`);
}
