import type { Failure } from "../failures/failure.ts";

/** What every command ends with: done, failed, wrong usage, no key or key rejected, network or API unavailable. */
export const ExitCode = { done: 0, failed: 1, usage: 2, noKey: 3, unavailable: 4 } as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code that a failure stands for. */
export function exitCodeOf(failure: Failure): ExitCode {
  switch (failure.kind) {
    case "unknown-tool":
    case "unknown-argument":
    case "bad-argument":
    case "missing-argument":
    case "unknown-table":
      return ExitCode.usage;
    case "no-key":
    case "unauthorized":
    case "key-rejected":
      return ExitCode.noKey;
    case "rate-limited":
    case "too-many-calls":
    case "unavailable":
    case "network":
    case "redirected":
    case "bad-answer":
    case "deadline":
    case "tables-loading":
      return ExitCode.unavailable;
    case "not-chosen":
    case "not-permitted":
    case "scope-missing":
    case "scope-lost":
    case "forbidden":
    case "refused":
    case "too-large":
    case "cancelled":
    case "statement":
    case "no-tables":
    case "table":
    case "internal":
      return ExitCode.failed;
    default:
      return failure satisfies never;
  }
}

/** A command that cannot go on: what to tell the person, in a line and perhaps more lines, and how the process ends. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;
  readonly details: readonly string[];

  constructor(message: string, exitCode: ExitCode, details: readonly string[] = []) {
    super(message);
    this.exitCode = exitCode;
    this.details = details;
  }
}
