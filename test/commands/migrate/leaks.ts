import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Ended } from "../../helpers/command.ts";

/** Fails when a key shows in what commands printed or in any file below the home folder, plain or encoded. */
export function expectNoTraceOf(key: string, printed: readonly Ended[], home: string): void {
  const files = filesBelow(home);
  const places = [
    ...printed.flatMap(({ stdout, stderr }, at) => [
      { name: `output ${at + 1}`, bytes: Buffer.from(stdout) },
      { name: `error output ${at + 1}`, bytes: Buffer.from(stderr) },
    ]),
    ...files.map((name) => ({ name, bytes: readFileSync(name) })),
  ];
  const leaks = places.filter(({ bytes }) => formsOf(key).some((form) => bytes.includes(form))).map(({ name }) => name);
  expect(leaks).toEqual([]);
}

/** The last-known grants below a home folder. */
export function grantFiles(home: string): string[] {
  return filesBelow(join(home, ".cache/keyscope/grants"));
}

/** Every file below a folder that Keyscope itself writes: not the compiled code that Node 22 and later keep. */
export function ownFiles(folder: string): string[] {
  return filesBelow(folder).filter((file) => !file.startsWith(join(folder, ".cache/keyscope/code")));
}

/** Every file below a folder; none when it is not there. */
export function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** As it is, in hex, and what base64 shows of it wherever it starts in what was encoded. */
function formsOf(key: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(" ".repeat(offset) + key).toString("base64");
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + key.length) * 8) / 6));
  });
  return [key, Buffer.from(key).toString("hex"), ...base64];
}
