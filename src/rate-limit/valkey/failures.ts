import { codeOf } from "../../utils/error-code.ts";
import { getOwn } from "../../utils/own.ts";
import { LinkError, type LinkFailure } from "./link.ts";

/** The system's codes. */
const CODES: Readonly<Record<string, LinkFailure>> = {
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "timeout",
  ENETUNREACH: "timeout",
};

/** The first words of the server's errors; inside a script they stand anywhere in the text. */
const REPLIES: readonly (readonly [RegExp, LinkFailure])[] = [
  [/^NOSCRIPT\b/, "no-script"],
  [/\b(?:NOAUTH|WRONGPASS)\b|\bAUTH\b.*\bpassword\b|invalid password/i, "login"],
  [/\bNOPERM\b/, "permission"],
  [/\bREADONLY\b/, "read-only"],
  [/\bOOM\b/, "memory"],
  [/\bMISCONF\b/, "disk"],
  [/\bLOADING\b/, "loading"],
  [/\bBUSY\b/, "busy"],
  [/\b(?:MOVED|ASK|CLUSTERDOWN|CROSSSLOT|MASTERDOWN|NOREPLICAS)\b/, "cluster"],
  [/unknown command/i, "protocol"],
];

/** What an error of the connection stands for. */
export function classifyError(error: unknown): LinkFailure {
  if (error instanceof LinkError) return error.failure;
  const code = codeOf(error) ?? "";
  const known = getOwn(CODES, code);
  if (known !== undefined) return known;
  if (error instanceof Error && error.name === "ConnectionTimeoutError") return "timeout";
  return /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO|EPROTO/.test(code) ? "tls" : "lost";
}

/** What an error stands for that the server answers. Its text goes nowhere else. */
export function classifyReply(text: string): LinkFailure {
  return REPLIES.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
}
