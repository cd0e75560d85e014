import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { lessOfUndici, packedData, withoutMaintenance } from "./smaller-parts.mjs";

const MCP_HTTP = "src/mcp/http.ts";
const ZOD_PARTS = "scripts/zod-parts.mjs";

/**
 * What is loaded only when needed, each as a file of its own, whoever imports it: the two halves of the program, of
 * which a process uses one, and what a start does not need. CommonJS in few files starts fastest; a module that is in
 * two of these files is never in one process twice with a state of its own.
 */
const loadedLater = {
  cli: "src/cli.ts",
  serve: "scripts/serve-parts.ts",
  program: "src/commands/program.ts",
  discover: "src/scopes/discover.ts",
  fetch: "src/requests/fetch.ts",
  results: "src/tools/results.ts",
  "prompt-list": "src/prompts/prompt-list.ts",
  questions: "src/query/questions.ts",
  masking: "src/privacy/mask-answer.ts",
  catalog: "src/connectors/catalog/index.ts",
  definitions: "src/connectors/custom/check.ts",
  openapi: "src/connectors/openapi/index.ts",
  "mcp-client": "src/clients/doctor/mcp-client.ts",
  "mcp-http": MCP_HTTP,
  oauth: "src/auth/oauth/issuer.ts",
  undici: "scripts/undici-parts.cjs",
  prompts: "@clack/prompts",
  zod: ZOD_PARTS,
  valkey: "src/rate-limit/valkey/open.ts",
  pg: "pg",
  "pg-copy-streams": "pg-copy-streams",
  "js-yaml": "scripts/yaml-parts.mjs",
  "jsonc-parser": "scripts/jsonc-parts.mjs",
  // Processes of their own.
  engine: "src/engine/child/main.ts",
  keychain: "src/credentials/keychain/child-keychain.ts",
  // Its class tells exact numbers apart, so all must mean the same one.
  "lossless-json": "lossless-json",
};
/** Packages of which a part is taken, or that are loaded later as a whole. */
const packages = new Map([
  ["undici", "undici"],
  ["@clack/prompts", "prompts"],
  ["zod", "zod"],
  // As the MCP SDK names it.
  ["zod/v4", "zod"],
  ["pg", "pg"],
  ["pg-copy-streams", "pg-copy-streams"],
  ["js-yaml", "js-yaml"],
  ["jsonc-parser", "jsonc-parser"],
  ["lossless-json", "lossless-json"],
]);

/** Packages that bring no licence text: that of their repository, https://github.com/redis/node-redis/blob/master/LICENSE. */
const licensesKeptHere = new Map([["@redis/client", "scripts/licenses/redis-client.txt"]]);

const outdir = "dist";
/** Built here first and moved file by file, so that a program that is started meanwhile finds every file. */
const draft = `node_modules/.build-${process.pid}`;

/** Serving over HTTP takes the SDK from the file that a start over stdio loads. */
const sdkFromServe = new Map([...packages, ["@modelcontextprotocol/server", "serve"]]);

/**
 * @param {ReadonlyMap<string, string>} packages
 * @returns {import("esbuild").Plugin}
 */
const separateFiles = (packages) => ({
  name: "separate-files",
  setup(build) {
    const byPath = new Map(Object.entries(loadedLater).map(([name, entry]) => [resolve(entry), name]));
    byPath.set(resolve("src/commands/serve.ts"), "serve");
    build.onResolve({ filter: /./ }, ({ path, kind, importer, resolveDir }) => {
      if (kind === "entry-point") return undefined;
      const name = path.startsWith(".") ? byPath.get(resolve(resolveDir, path)) : packages.get(path);
      // A file that takes parts of a package means the package itself.
      const isItself = byPath.get(importer) === name;
      return name === undefined || isItself ? undefined : { path: `./${name}.cjs`, external: true };
    });
  },
});

/**
 * As a file of its own it would have whatever name is asked for.
 * @type {import("esbuild").Plugin}
 */
const zodInPlace = {
  name: "zod-in-place",
  setup(build) {
    const parts = resolve(ZOD_PARTS);
    build.onResolve({ filter: /^zod(?:\/v4)?$/ }, ({ importer }) => (importer === parts ? undefined : { path: parts }));
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
  external: ["@napi-rs/keyring", "@duckdb/*"],
  // `import()` of a CommonJS file goes through the slower ESM loader; `require` does the same work at once.
  supported: { "dynamic-import": false },
  alias: {
    "@modelcontextprotocol/client/_shims": "./scripts/sdk-shims.mjs",
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
    plugins: [separateFiles(packages)],
  }),
  build({
    ...common,
    metafile: true,
    entryPoints: Object.fromEntries(Object.entries(loadedLater).filter(([, entry]) => entry !== MCP_HTTP)),
    plugins: [separateFiles(packages), packedData, lessOfUndici, withoutMaintenance],
  }),
  build({
    ...common,
    metafile: true,
    entryPoints: { "mcp-http": MCP_HTTP },
    plugins: [separateFiles(sdkFromServe)],
  }),
  buildPage(),
]);
// Only with the file's source at hand esbuild can tell that it lacks a name.
await build({
  ...common,
  write: false,
  entryPoints: loadedLater,
  plugins: [zodInPlace],
  logOverride: { "import-is-undefined": "error" },
});
await chmod(join(draft, "keyscope.cjs"), 0o755);
await writeFile(join(draft, "THIRD-PARTY-LICENSES.txt"), await licenses(results));

const built = await readdir(draft);
await mkdir(outdir, { recursive: true });
for (const file of built) await rename(join(draft, file), join(outdir, file));
for (const file of await readdir(outdir)) if (!built.includes(file)) await rm(join(outdir, file), { recursive: true });
await rm(draft, { recursive: true });

/**
 * The page that draws charts inside a client: one file with its script and its style in it, because it may load nothing.
 * Browsers of 2024 and later show it: they know `light-dark()`.
 */
async function buildPage() {
  const result = await build({
    bundle: true,
    entryPoints: { script: "src/chart-view/main.ts", style: "src/chart-view/style.css" },
    format: "iife",
    target: ["chrome123", "firefox120", "safari17.5"],
    minify: true,
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
    outdir: draft,
    logLevel: "warning",
  });
  const [script = "", style = ""] = [".js", ".css"].map(
    (ending) => result.outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? "",
  );
  const page = await readFile("src/chart-view/chart.html", "utf8");
  // Functions, because a text to put in would have its dollar signs read as places of the pattern.
  const whole = page.replace("/* style.css */", () => style).replace("/* main.ts */", () => script);
  await mkdir(draft, { recursive: true });
  await writeFile(join(draft, "chart.html"), whole);
  return result;
}

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
  /** The name under which each text was given first, by the text without who holds the copyright. */
  const given = new Map();
  for (const folder of [...new Set(folders)].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const files = await readdir(folder);
    const found = files.filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    const keptHere = licensesKeptHere.get(name);
    const texts = found.length === 0 && keptHere !== undefined ? [keptHere] : found.map((file) => join(folder, file));
    const contents = await Promise.all(texts.map((file) => readFile(file, "utf8")));
    if (contents.length === 0) contents.push(await licenseInReadme(folder, files));
    if (contents[0] === "") throw new Error(`${name} brings no licence text, so it cannot be bundled as it is.`);
    const shown = contents.map((text) => giveOnce(text.trim(), name, given));
    parts.push(`${[`${name} ${version} (${license})`, ...shown].join("\n\n")}\n`);
  }
  const notes = new Set();
  for (const file of (await readdir(draft)).filter((name) => name.endsWith(".LEGAL.txt")).sort()) {
    notes.add(await readFile(join(draft, file), "utf8"));
    await rm(join(draft, file));
  }
  return [...parts, ...notes].join(`\n${"-".repeat(80)}\n\n`);
}

/**
 * A licence's text, or who holds the copyright and where the same text stands, where another package brought it before.
 * @param {string} text
 * @param {string} name
 * @param {Map<string, string>} given
 */
function giveOnce(text, name, given) {
  const owners = text.split("\n").filter((line) => /^\W*(?:the )?(?:mit|isc) license|^\W*copyright\b/i.test(line));
  const rest = text.split("\n").filter((line) => !owners.includes(line));
  const words = rest
    .join(" ")
    .replace(/[\s"'“”]+/g, " ")
    .trim();
  const first = given.get(words);
  if (first === undefined) given.set(words, name);
  return first === undefined
    ? text
    : [...owners.map((line) => line.trim()), `The text is that of ${first}.`].join("\n");
}

/**
 * The section of a package's README in which some have their licence instead of a file of its own; empty without one.
 * @param {string} folder
 * @param {string[]} files
 */
async function licenseInReadme(folder, files) {
  const readme = files.find((file) => /^readme\.md$/i.test(file));
  const text = readme === undefined ? "" : await readFile(join(folder, readme), "utf8");
  const [, section = ""] = text.split(/^#+ licen[cs]e\s*$/im);
  return /permission is hereby granted/i.test(section) ? section : "";
}
