import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** Where a bundle finds the keychain library, as the real one does. */
export const besideLibrary = join(import.meta.dirname, "../../../node_modules/.cache");

/** Bundles keychain-probe.ts as the program itself is bundled. Returns its path and how to remove it. */
export async function buildProbe(folder: string): Promise<{ path: string; remove: () => void }> {
  const path = join(folder, `keychain-probe-${process.pid}.cjs`);
  mkdirSync(dirname(path), { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, "keychain-probe.ts")],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["@napi-rs/keyring"],
    // Else `import()` of the library goes through Node's ESM loader, whose start takes longer than reading the key.
    supported: { "dynamic-import": false },
  });
  return { path, remove: () => rmSync(path, { force: true }) };
}
