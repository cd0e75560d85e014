import { join } from "node:path";
import type { Answer } from "./server.ts";

/** Every kind of answer that a soak may get, by the words that only it has. What fits none is a failure of the soak. */
const kinds: readonly (readonly [string, RegExp])[] = [
  ["data", /^# Setpilot\b/],
  ["access report", /^(Problem: .*\n)?Key: /],
  ["limit used up, told here", /^The limit of Setpilot is used up for now/],
  ["429 of the API", /too many requests \(HTTP 429\)/],
  ["key rejected (401)", /rejected the API key/],
  ["scope taken away (403)", /no longer has the scopes? /],
  ["scope missing, told here", /lacks the scopes? /],
  ["403 although granted", /\(HTTP 403\), although/],
  ["refused (4xx)", /did not accept the request \(HTTP 4\d\d\)/],
  ["unavailable (5xx)", /has a problem of its own \(HTTP 5\d\d\)/],
  ["connection broke off", /^The connection to .* broke off/],
  ["web page", /^Instead of data a web page arrived/],
  ["empty answer", /sent an empty answer/],
  ["not JSON, cut off or too deep", /answer (is not JSON|is nested too deeply|broke off in the middle)/],
  ["redirect refused", /answered with a redirect/],
  ["too large", /answer is larger than 10 MB/],
  ["no answer in time", /did not answer (in time|within)/],
  ["bad argument", /^(The argument \w+ cannot be|Unknown argument)/],
  ["unknown tool", /^There is no tool/],
];

/** What kind of answer it is; undefined for one that must not be. */
export function kindOf(answer: Answer): string | undefined {
  switch (answer.kind) {
    case "none":
      return undefined;
    case "cancelled":
      return "cancelled, and silent";
    case "protocol-error":
      return answer.code === -32_601 || answer.code === -32_602 ? "protocol error, as asked for" : undefined;
    case "result": {
      const found = kinds.find(([, words]) => words.test(answer.text))?.[0];
      const isData = found === "data" || found === "access report";
      return isData === answer.isError || looksInternal(answer.text) ? undefined : found;
    }
    default:
      return answer satisfies never;
  }
}

/** Whether such an answer says by itself that the API was not asked. */
export function isLocal(kind: string | undefined): boolean {
  return kind !== undefined && /told here$|^bad argument$|^unknown tool$/.test(kind);
}

/** Stacks, paths of this machine and whole keys are never part of an answer, but for the command that people are to type. */
function looksInternal(answer: string): boolean {
  const text = answer.replaceAll(`node ${join(process.cwd(), "dist/keyscope.cjs")}`, "keyscope");
  return /\n\s+at .+:\d+:\d+|node:internal|file:\/\/|spa_sk_soak/.test(text) || text.includes(process.cwd());
}
