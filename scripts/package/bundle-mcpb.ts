// npm run bundle:mcpb [-- connector...]: makes the bundles for Claude Desktop in the working directory, keyscope.mcpb for the
// default connector and keyscope-<connector>.mcpb for the others; without a name, all of them.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packExtension } from "@anthropic-ai/mcpb";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import { bundled, bundleName, manifest, startFile } from "./mcpb-manifest.ts";

const root = join(import.meta.dirname, "../..");

/** What of the built program a server needs: `first` and what these files load, without the libraries that are native. */
function programFiles(first: readonly string[]): string[] {
  const files = new Set(first);
  for (const file of files) {
    const source = readFileSync(join(root, "dist", file), "utf8");
    for (const [, loaded = ""] of source.matchAll(/require\("\.\/([\w-]+\.cjs)"\)/g)) {
      // The commands for a terminal.
      if (loaded !== "program.cjs") files.add(loaded);
    }
  }
  return [...files];
}

async function bundle(connector: Connector): Promise<void> {
  const name = bundleName(connector);
  const folder = mkdtempSync(join(tmpdir(), "keyscope-bundle-"));
  try {
    mkdirSync(join(folder, "server"));
    for (const file of [...programFiles(["keyscope.cjs"]), "chart.html"])
      copyFileSync(join(root, "dist", file), join(folder, "server", file));
    copyFileSync(join(root, "assets/icon.png"), join(folder, "icon.png"));
    copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
    copyFileSync(join(root, "dist/THIRD-PARTY-LICENSES.txt"), join(folder, "THIRD-PARTY-LICENSES.txt"));
    writeFileSync(join(folder, "server/start.cjs"), startFile(connector));
    writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest(connector), undefined, 2)}\n`);
    const packed = await packExtension({ extensionPath: folder, outputPath: `${name}.mcpb`, silent: true });
    if (!packed) throw new Error(`${name}.mcpb could not be packed; the reason stands above.`);
    process.stdout.write(`${name}.mcpb\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const asked = process.argv.slice(2);
const unknown = asked.filter((id) => !bundled.some((connector) => connector.id === id));
if (unknown.length > 0) {
  throw new Error(`There is no bundle for ${unknown.join(", ")}, only for ${bundled.map(({ id }) => id).join(", ")}.`);
}
for (const connector of bundled) if (asked.length === 0 || asked.includes(connector.id)) await bundle(connector);
