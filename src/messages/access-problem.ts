import type { NetworkFailure } from "../failures/failure.ts";
import { UNREACHABLE_TEXTS } from "./key-failures.ts";
import { networkFailureAdvice } from "./network.ts";

/** What the access tool of a server said stands in the way; undefined when nothing does. */
export interface AccessFailure {
  readonly said: string;
  /** What of the environment may be behind it. */
  readonly lacks: "session-bus" | "way-out" | undefined;
}

/** Reads a text of `describeAccess`, by its lines. */
export function accessFailure(text: string): AccessFailure | undefined {
  const line = text.split("\n").find((candidate) => candidate.startsWith(PROBLEM));
  if (line === undefined) return undefined;
  const said = line.slice(PROBLEM.length);
  if (BUS_TEXTS.some((bus) => said.includes(bus))) return { said, lacks: "session-bus" };
  return { said, lacks: NETWORK.some((trouble) => advises(said, trouble)) ? "way-out" : undefined };
}

const PROBLEM = "Problem: ";
const BUS_TEXTS = [UNREACHABLE_TEXTS["no-bus"], UNREACHABLE_TEXTS["no-secret-service"]];

/** What a proxy or its certificate may be needed for. */
const NETWORK: readonly NetworkFailure[] = ["dns", "refused", "unreachable", "reset", "timeout", "tls", "protocol"];

/** Whatever the product is called. */
function advises(said: string, trouble: NetworkFailure): boolean {
  return networkFailureAdvice(trouble, "\0")
    .split("\0")
    .every((part) => said.includes(part));
}
