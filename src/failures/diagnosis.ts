import type { Failure, NetworkFailure } from "./failure.ts";

/** Where the access tool's result carries its diagnosis, for programs: a key of `_meta`. */
export const DIAGNOSIS = "io.github.keyscope/diagnosis";

/** What of its environment a server may lack: the session's D-Bus, or the way to the network (a proxy, its certificate). */
export type Lack = "session-bus" | "network";

/** What stands between a server and its API. */
export interface Diagnosis {
  /** The failure as the assistant is told of it. */
  readonly text: string;
  readonly lacks?: Lack;
}

/** The diagnosis of a failure that was explained as `text`. */
export function diagnose(failure: Failure, text: string): Diagnosis {
  const lacks = findLack(failure);
  return lacks === undefined ? { text } : { text, lacks };
}

/** Reads a diagnosis out of the `_meta` that a server sent; undefined when there is none. */
export function readDiagnosis(meta: Readonly<Record<string, unknown>> | undefined): Diagnosis | undefined {
  const sent = meta?.[DIAGNOSIS];
  if (typeof sent !== "object" || sent === null || !("text" in sent) || typeof sent.text !== "string") return undefined;
  const lacks = "lacks" in sent && (sent.lacks === "session-bus" || sent.lacks === "network") ? sent.lacks : undefined;
  return lacks === undefined ? { text: sent.text } : { text: sent.text, lacks };
}

function findLack(failure: Failure): Lack | undefined {
  if (failure.kind === "network") return NETWORK[failure.reason] ? "network" : undefined;
  if (failure.kind !== "no-key" || failure.reason.kind !== "unreachable") return undefined;
  const { reason } = failure.reason;
  return reason === "no-bus" || reason === "no-secret-service" ? "session-bus" : undefined;
}

/** What a proxy or its certificate may be needed for. A proxy that answered is there already. */
const NETWORK: Readonly<Record<NetworkFailure, boolean>> = {
  dns: true,
  refused: true,
  unreachable: true,
  reset: true,
  timeout: true,
  tls: true,
  proxy: false,
  "proxy-login": false,
  protocol: true,
};
