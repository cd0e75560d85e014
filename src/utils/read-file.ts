import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";

/** Large for a text that people or programs write: documents of large products and clients' files have some ten MB. */
export const LARGEST_FILE = 50_000_000;

/** Why a file is not read although it is there; `message` is a clause that says so. */
class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly code: "folder" | "not-regular" | "too-large";

  constructor(code: FileRefused["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** Whether a file was refused for what it is. By the name: each bundle has a class of its own. */
export function isFileRefused(error: unknown): error is FileRefused {
  return error instanceof Error && error.name === "FileRefused";
}

/** Why a file that a person named could not be read, as a clause. Throws what is no failure of reading. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const code = "code" in error ? String(error.code) : undefined;
  const reason = isFileRefused(error) || code === undefined ? error.message : `the system says ${code}`;
  return FILE_FAILURES.get(code ?? "") ?? reason;
}

/** By the code of the failure, where there is more to say than what it says itself. */
const FILE_FAILURES: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file; look at the name and the folder"],
  ["EACCES", "this user may not read it"],
  ["EPERM", "this user may not read it"],
  ["folder", "it is a folder; name the file in it"],
  [
    "not-regular",
    "it is no ordinary file but a pipe, a device or a socket; save what it gives into a file and name that",
  ],
]);

/** Windows has no such flag, and no such files in folders. */
const { O_RDONLY, O_NONBLOCK = 0 } = constants;
const CHUNK = 1_000_000;

/**
 * Reads a file that somebody else may have put there: only a regular one, never more than so many bytes, and never waiting
 * for a pipe or a device. Throws `FileRefused`, or the system's error.
 */
export function readRegularFile(path: string, most = LARGEST_FILE): Buffer {
  // Before it is opened, because opening is enough to make some devices act.
  requireRegular(statSync(path));
  const descriptor = openSync(path, O_RDONLY | O_NONBLOCK);
  try {
    // Once more: another file may have taken the place in between.
    const { size } = requireRegular(fstatSync(descriptor));
    if (size > most) throw tooLarge(most);
    return readAll(descriptor, most);
  } finally {
    closeSync(descriptor);
  }
}

/** A file can grow meanwhile, and those of the system have no size. */
function readAll(descriptor: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; ; ) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(descriptor, chunk);
    if (read === 0) return Buffer.concat(chunks);
    length += read;
    if (length > most) throw tooLarge(most);
    chunks.push(chunk.subarray(0, read));
  }
}

function requireRegular(found: Stats): Stats {
  if (found.isFile()) return found;
  throw found.isDirectory()
    ? new FileRefused("folder", "it is a folder")
    : new FileRefused("not-regular", "it is no ordinary file but a pipe, a device or a socket");
}

function tooLarge(most: number): FileRefused {
  return new FileRefused("too-large", `it is larger than ${most / 1_000_000} MB`);
}
