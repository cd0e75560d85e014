import type { Authenticated } from "../auth/authenticator.ts";
import type { CalledTool } from "../mcp/server.ts";
import { beginning, cleanText } from "../utils/clean-text.ts";
import type { Clock } from "../utils/time.ts";
import { type BodyFacts, type Headers, readBodyFacts, readRequestFacts } from "./request-facts.ts";
import type { AuditTrail } from "./trail.ts";

/** Notes who called what, and what came of it: never arguments, answers or tokens. */
export interface Auditor {
  /** A request came. */
  begin(headers: Headers): AuditedRequest;
}

/** A request whose lines are written as what becomes of it is known. */
export interface AuditedRequest {
  readonly requestId: string;
  /** Who asks, or why they were not let in. */
  readonly authenticated: (outcome: Authenticated) => void;
  readonly read: (body: unknown) => void;
  readonly called: (call: CalledTool) => void;
  /** The whole answer was sent. */
  readonly answered: (status: number) => void;
}

/** What auditing needs from the world. */
export interface AuditorSources {
  readonly trail: AuditTrail;
  readonly clock: Pick<Clock, "wall">;
  /** The last gate: a text without any API key. */
  readonly withoutKeys: (text: string) => string;
}

/** Whoever has no token must not fill a disk: in a minute so many lines tell of requests that were refused. */
const MOST_REFUSED = 100;
const MINUTE_MS = 60_000;
/** Longest text of a line, in UTF-16 units. */
const LONGEST_TEXT = 200;

/** As the specification has names of tools. What is none of these may be anything. */
const TOOL_NAME = /^[\w./-]{1,128}$/;

export function createAuditor({ trail, clock, withoutKeys }: AuditorSources): Auditor {
  let minute = 0;
  let refused = 0;

  function write(record: object, hide: (text: string) => string): void {
    const whole = { time: clock.wall().toISOString(), ...record };
    const harmless = (_: string, value: unknown) => (typeof value === "string" ? cut(hide(cleanText(value))) : value);
    trail.write(JSON.stringify(whole, harmless));
  }

  function writeRefused(record: object, hide: (text: string) => string): void {
    const now = Math.floor(clock.wall().getTime() / MINUTE_MS);
    if (now !== minute) {
      const missing = refused - MOST_REFUSED;
      if (missing > 0) write({ kind: "missing", lines: missing, reason: "too-many-refused" }, withoutKeys);
      [minute, refused] = [now, 0];
    }
    refused += 1;
    if (refused <= MOST_REFUSED) write(record, hide);
  }

  return {
    begin(headers) {
      const { requestId, ...trace } = readRequestFacts(headers);
      const hide = hider(headers["authorization"], withoutKeys);
      let who: object = {};
      let reason: string | undefined;
      let body: BodyFacts = { isCall: false };
      let calls = 0;

      const record = (kind: "call" | "request", facts: object) => {
        const { isCall: _, ...told } = body;
        return { kind, requestId, ...trace, ...who, ...told, ...facts };
      };
      return {
        requestId,
        authenticated(by) {
          if (!by.ok) reason = by.failure.kind === "bad-token" ? by.failure.reason : by.failure.kind;
          else who = { subject: by.principal.subject, client: by.principal.client };
        },
        read(json) {
          body = readBodyFacts(headers, json);
        },
        called({ tool, tables, result, milliseconds }) {
          calls += 1;
          const facts = {
            tool: TOOL_NAME.test(tool) ? tool : null,
            tables,
            outcome: result.isError ? (result.failure?.kind ?? "internal") : "ok",
            rows: result.countRows?.() ?? 0,
            bytes: Buffer.byteLength(result.text),
            milliseconds: Math.round(milliseconds),
          };
          write(record("call", facts), hide);
        },
        answered(status) {
          if (calls > 0) return;
          if (status >= 400) return writeRefused(record("request", { status, reason: reason ?? null }), hide);
          // The protocol's own error, such as a call that names no tool.
          if (body.isCall) write(record("call", { tool: null, outcome: "not-understood" }), hide);
        },
      };
    },
  };
}

/** Takes the API's key out of a text, and the token that came with the request, whoever wrote it there. */
function hider(authorization: unknown, withoutKeys: (text: string) => string): (text: string) => string {
  const token = typeof authorization === "string" ? (authorization.trim().split(/\s+/).at(-1) ?? "") : "";
  return (text) => withoutKeys(token.length < 8 ? text : text.replaceAll(token, "[token]"));
}

/** Line ends stay outside, so that a line can be read by people too. */
function cut(text: string): string {
  return beginning(text.replace(/\s+/g, " "), LONGEST_TEXT);
}
