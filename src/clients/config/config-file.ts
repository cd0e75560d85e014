import { isUtf8 } from "node:buffer";
import { lstat, mkdir, realpath, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../../utils/error-code.ts";
import { isFileRefused, readRegularFile } from "../../utils/read-file.ts";
import { replaceFile } from "../../utils/replace-file.ts";

/** Why a configuration file cannot be read or changed. */
export type ConfigFailure = {
  readonly kind: "failure";
  readonly file: string;
  readonly reason:
    | "folder"
    /** A pipe, a device or a socket. */
    | "not-regular"
    | "too-large"
    /** A link to something that is not there. */
    | "lost-link"
    | "not-utf8"
    | "read-only"
    | "denied"
    | "disk-full"
    /** Windows: another program has it open. */
    | "in-use"
    | "failed";
  /** What the system said. */
  readonly detail: string;
};

/** A configuration file as it was found. `text` is the whole of it, with its byte order mark if it has one. */
export type FoundConfig =
  | { readonly kind: "absent"; readonly file: string; readonly text?: undefined }
  | { readonly kind: "text"; readonly file: string; readonly text: string };

export type ReplaceOutcome =
  /** `backup`: where the old text is; undefined when there was no file. */
  | { readonly kind: "replaced"; readonly backup: string | undefined }
  /** Somebody changed the file since it was read. Nothing was written. */
  | { readonly kind: "changed-meanwhile"; readonly file: string }
  | ConfigFailure;

/** Reads a configuration file. Never throws. */
export async function readConfig(file: string): Promise<FoundConfig | ConfigFailure> {
  try {
    const bytes = readRegularFile(file);
    return isUtf8(bytes) ? { kind: "text", file, text: bytes.toString() } : failure(file, "not-utf8");
  } catch (error) {
    if (isFileRefused(error)) return failure(file, error.code);
    if (codeOf(error) !== "ENOENT") return failureOf(file, error);
    const link = await lstat(file).catch(() => undefined);
    return link?.isSymbolicLink() ? failure(file, "lost-link") : { kind: "absent", file };
  }
}

/**
 * Puts a text in the place of what was found: readers see the old file or the new one, whatever happens meanwhile. The
 * old one is kept as `<file>.keyscope-backup`, in the place of an earlier backup; `backup: "leave"` when that is what is
 * restored. Links stay links; rights stay as they were. Without a text the file is removed, and no backup is made, since
 * nothing in it is the person's. Never throws.
 */
export function replaceConfig(
  found: FoundConfig,
  text: string | undefined,
  backup: "make" | "leave" = "make",
): Promise<ReplaceOutcome> {
  return ifUnchanged(found, async () => {
    const { file } = found;
    if (text === undefined) {
      await rm(file, { force: true });
      return { kind: "replaced", backup: undefined };
    }
    if (found.kind === "absent") {
      await mkdir(dirname(file), { recursive: true });
      await replaceFile(file, text, undefined);
      return { kind: "replaced", backup: undefined };
    }
    const { target, mode } = await writable(file);
    if (mode === undefined) return failure(file, "read-only");
    if (backup === "make") await replaceFile(backupOf(file), found.text, mode);
    await replaceFile(target, text, mode);
    return { kind: "replaced", backup: backup === "make" ? backupOf(file) : undefined };
  });
}

/** Keeps what was found as the backup, before another program changes the file. Never throws. */
export function backUp(found: FoundConfig): Promise<ReplaceOutcome> {
  return ifUnchanged(found, async () => {
    const { file } = found;
    if (found.kind === "absent") return { kind: "replaced", backup: undefined };
    const { mode } = await writable(file);
    if (mode === undefined) return failure(file, "read-only");
    await replaceFile(backupOf(file), found.text, mode);
    return { kind: "replaced", backup: backupOf(file) };
  });
}

async function ifUnchanged(found: FoundConfig, work: () => Promise<ReplaceOutcome>): Promise<ReplaceOutcome> {
  const { file } = found;
  const now = await readConfig(file);
  if (now.kind === "failure") return now;
  if (now.text !== found.text) return { kind: "changed-meanwhile", file };
  try {
    return await work();
  } catch (error) {
    return failureOf(file, error);
  }
}

/** Returns where the one backup of a file is. */
export function backupOf(file: string): string {
  return `${file}.keyscope-backup`;
}

/** Where a link leads, and the rights that are kept; no rights when nobody may write it. */
async function writable(file: string): Promise<{ target: string; mode: number | undefined }> {
  const target = await realpath(file);
  const mode = (await stat(target)).mode & 0o777;
  // A file that nobody may write could be replaced all the same: whoever made it so did not mean that.
  return { target, mode: (mode & 0o222) === 0 ? undefined : mode };
}

function failure(file: string, reason: ConfigFailure["reason"], detail = ""): ConfigFailure {
  return { kind: "failure", file, reason, detail };
}

const REASONS: Readonly<Record<string, ConfigFailure["reason"]>> = {
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "read-only",
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
  EBUSY: "in-use",
};

function failureOf(file: string, error: unknown): ConfigFailure {
  const detail = error instanceof Error ? error.message : String(error);
  return failure(file, REASONS[codeOf(error) ?? ""] ?? "failed", detail);
}
