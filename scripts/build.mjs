import { chmod, rm } from "node:fs/promises";
import { build } from "esbuild";

/**
 * What is loaded only when needed, each as a file of its own: the two halves of the program, of which a process uses
 * one, and libraries that a start does not need. CommonJS in few files starts fastest; a module that is in two of
 * these files is never in one process twice with a state of its own.
 */
const loadedLater = {
  "./commands/serve.ts": { file: "serve", entry: "src/commands/serve.ts" },
  "./commands/program.ts": { file: "program", entry: "src/commands/program.ts" },
  undici: { file: "undici", entry: "undici" },
  "@clack/prompts": { file: "prompts", entry: "@clack/prompts" },
  "@modelcontextprotocol/client": { file: "client", entry: "@modelcontextprotocol/client" },
  "@modelcontextprotocol/client/stdio": { file: "client-stdio", entry: "@modelcontextprotocol/client/stdio" },
};

const outdir = "dist";

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
  legalComments: "linked",
  outdir,
  outExtension: { ".js": ".cjs" },
  external: ["@napi-rs/keyring"],
  // `import()` of a CommonJS file goes through the slower ESM loader; `require` does the same work at once.
  supported: { "dynamic-import": false },
  logLevel: "warning",
};

await rm(outdir, { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: { keyscope: "src/cli.ts" },
    banner: { js: "#!/usr/bin/env node" },
    plugins: [separateFiles],
  }),
  build({
    ...common,
    entryPoints: Object.fromEntries(Object.values(loadedLater).map(({ file, entry }) => [file, entry])),
    plugins: [separateFiles],
  }),
]);
await chmod(`${outdir}/keyscope.cjs`, 0o755);
