import { write } from "node:fs";
import { promisify } from "node:util";
import type { App } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { type Auditor, createAuditor } from "../../audit/auditor.ts";
import { NotAFile, openFileSink } from "../../audit/file-sink.ts";
import { type AuditTrail, openTrail, type Sink } from "../../audit/trail.ts";
import type { PartState } from "../../http-server/health.ts";
import { quoted } from "../../utils/clean-text.ts";
import { codeOf } from "../../utils/error-code.ts";
import { systemClock } from "../../utils/time.ts";
import { VERSION } from "../../utils/version.ts";
import { explainFile, whyNotWritten } from "../written-file.ts";

/** Stands for standard output, where a container's logs are gathered. */
const STANDARD_OUTPUT = "-";

/** An audit as a server over HTTP keeps it. */
export interface Audit {
  readonly auditor: Auditor;
  /** For /readyz. */
  readonly health: AuditTrail["health"];
  /** Opens the file anew, for whoever renamed it. Undefined for standard output. */
  readonly reopen: (() => void) | undefined;
  close(): Promise<void>;
}

/**
 * Opens the audit that `--audit` names. What cannot be written at the start ends the command; later the server goes on, and
 * says so in its log and in /readyz.
 * @param text a file, or "-" for standard output
 */
export async function openAudit(text: string, { log, session }: Pick<App, "log" | "session">): Promise<Audit> {
  const file = text === STANDARD_OUTPUT ? undefined : await openFile(text);
  const sink: Sink = file ?? standardOutput;
  const start = { time: systemClock.wall().toISOString(), kind: "start", version: VERSION };
  await explainFile(sink.append(Buffer.from(`${JSON.stringify(start)}\n`)), text);
  const name = text === STANDARD_OUTPUT ? "standard output" : quoted(text);
  const events = {
    onFailing: (code: string) =>
      log(
        "error",
        `audit: ${name} cannot be written: ${whyNotWritten(code)} Calls are answered all the same; their lines wait, up to 8 MB.`,
      ),
    onWorking: (lost: number) => log("error", `audit: ${name} is written again; lines lost so far: ${lost}.`),
  };
  const trail = openTrail(sink, events, systemClock);
  return {
    auditor: createAuditor({ trail, clock: systemClock, withoutKeys: session.withoutKeys }),
    health: trail.health,
    reopen: file?.reopen,
    close: trail.close,
  };
}

async function openFile(name: string) {
  try {
    return await explainFile(openFileSink(name, systemClock), name);
  } catch (error) {
    if (!(error instanceof NotAFile)) throw error;
    throw new CommandError(
      `${quoted(name)} is no ordinary file, so no audit can be kept there. Name a file, or write --audit - for standard output.`,
      ExitCode.failed,
    );
  }
}

/** After that it is tried again whether a reader made room. */
const PIPE_FULL_MS = 20;

const writeBytes = promisify(write);

/** Not through Node's stream, which makes the whole server wait where a pipe is full. */
const standardOutput: Sink = {
  async append(lines) {
    for (let written = 0; written < lines.length; ) {
      try {
        written += (await writeBytes(1, lines, written)).bytesWritten;
      } catch (error) {
        // The pipe is full: half a line may be in it, so the rest comes when there is room.
        if (codeOf(error) !== "EAGAIN") throw error;
        await systemClock.rest(PIPE_FULL_MS);
      }
    }
  },
  async close() {},
};

/** What `GET /readyz` says of it. Calls are answered all the same while nothing can be written. */
export async function describeAuditPart({ health }: Audit): Promise<PartState> {
  const { isWriting, lost } = health();
  return { isReady: true, lines: { audit: isWriting ? "written" : "not-written", auditLinesLost: lost } };
}
