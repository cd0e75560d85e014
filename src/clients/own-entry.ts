import { readEntry } from "./server-entry.ts";

/** What an entry that starts Keyscope serves. */
export interface OwnEntry {
  readonly connector: string;
  readonly profile: string;
}

/**
 * What a server's entry makes Keyscope serve; undefined when it starts something else. Keyscope is known by the name of
 * its program or package anywhere in the command: people start it by node, npx, `cmd /c npx`, bunx and more.
 */
export function ownEntry(entry: unknown): OwnEntry | undefined {
  const written = readEntry(entry);
  if (written === undefined) return undefined;
  const words = [written.command, ...written.args];
  const at = words.findIndex((word) =>
    /^keyscope(?:\.cjs|\.cmd|\.exe|@[\w.^~-]+)?$/.test(word.split(/[/\\]/).at(-1) ?? ""),
  );
  if (at === -1) return undefined;
  const [serve, ...rest] = words.slice(at + 1);
  // Without arguments Keyscope serves the usual connector.
  if (serve !== undefined && serve !== "serve") return undefined;
  const profileAt = rest.findIndex((word) => word === "--profile" || word.startsWith("--profile="));
  const [, inline] = (rest[profileAt] ?? "").split("=");
  const profile = profileAt === -1 ? "default" : (inline ?? rest[profileAt + 1] ?? "default");
  const values = new Set([...(inline === undefined && profileAt !== -1 ? [profileAt + 1] : []), ...keyringValue(rest)]);
  const connector = rest.find((word, index) => !word.startsWith("-") && !values.has(index)) ?? "setpilot";
  return { connector, profile };
}

function keyringValue(words: readonly string[]): number[] {
  const at = words.indexOf("--keyring");
  return at === -1 ? [] : [at + 1];
}
