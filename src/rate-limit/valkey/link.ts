import { createHash } from "node:crypto";

/** Why the server did not do what it was asked. */
export type LinkFailure =
  /** No connection: the name is unknown, nobody listens there, or it broke off. */
  | "dns"
  | "refused"
  | "lost"
  | "timeout"
  | "tls"
  /** What answers is no Valkey or Redis. */
  | "protocol"
  /** It wants a password, or another one; or its user may not run what we need. */
  | "login"
  | "permission"
  /** It answers, and takes nothing in. */
  | "read-only"
  | "memory"
  | "disk"
  | "loading"
  | "busy"
  | "cluster"
  /** It was not given the script yet. */
  | "no-script"
  | "other";

/** A call that came to nothing. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  readonly failure: LinkFailure;
  /** Whether the server may have done it all the same. */
  readonly isOpen: boolean;

  constructor(failure: LinkFailure, isOpen: boolean) {
    super(failure);
    this.failure = failure;
    this.isOpen = isOpen;
  }
}

/** One connection to one start of the server. */
export interface Connection {
  /** Names that start: after another one, what the server knows may be old, or nothing. */
  readonly run: string;
  /** Milliseconds by which the server's clock is ahead of ours, at least. */
  readonly aheadMs: number;
}

/** The way to the server, which makes its connection again by itself. */
export interface Link {
  connection(): Connection | undefined;
  /** Runs a script. Rejects with a `LinkError`, after 250 ms at the latest. */
  run(keys: readonly string[], given: readonly string[], script: Script): Promise<unknown>;
}

/** What the server does in one step, and the name by which it knows it. */
export interface Script {
  readonly text: string;
  readonly hash: string;
}

export function makeScript(text: string): Script {
  const trimmed = text.trim();
  return { text: trimmed, hash: createHash("sha1").update(trimmed).digest("hex") };
}
