import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * Makes a function that gives the lines that a file got since it was last asked: each line once, when it is complete.
 * There are none while there is no such file. It throws where the file cannot be read.
 */
export function followFile(path: string): () => string[] {
  let offset = 0;
  return () => {
    const descriptor = openExisting(path);
    if (descriptor === undefined) return [];
    try {
      const file = fstatSync(descriptor);
      if (!file.isFile()) return [];
      // Shorter than it was: another file of that name.
      if (file.size < offset) offset = 0;
      if (file.size === offset) return [];
      const buffer = Buffer.alloc(file.size - offset);
      const length = readSync(descriptor, buffer, 0, buffer.length, offset);
      // One character for each byte, so that the offset is right whatever stands there.
      const text = buffer.toString("latin1", 0, length);
      const end = text.lastIndexOf("\n") + 1;
      offset += end;
      return text.slice(0, end).split("\n");
    } finally {
      closeSync(descriptor);
    }
  };
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR")) {
      return undefined;
    }
    throw error;
  }
}
