import socketModule from "@redis/client/dist/lib/client/socket.js";
import { Decoder } from "@redis/client/dist/lib/RESP/decoder.js";
import encoderModule from "@redis/client/dist/lib/RESP/encoder.js";
import type { Clock } from "../../utils/time.ts";
import type { ValkeyAddress } from "./address.ts";
import { classifyError, classifyReply } from "./failures.ts";
import { type Connection, type Link, LinkError, type LinkFailure, type Script } from "./link.ts";

/** An answer that takes longer does not come: then each replica goes on alone. */
const ANSWER_MS = 250;
const CONNECT_MS = 1_000;
/** Until the next attempt. All attempts of all replicas fit into the roll call. */
const RETRY_MS = 200;
/** After a wrong password, which a server counts and may answer by locking people out. */
const LOGIN_RETRY_MS = 5_000;

/*
 * Of node-redis, which is the best kept client, only what is needed here: its socket, which connects again by itself, and
 * its reader and writer of the protocol. The whole of it is 416 kB, this 23 kB.
 */
const RedisSocket = defaultOf(socketModule);
const encodeCommand = defaultOf(encoderModule);

/** These are CommonJS files, of which Node and bundlers give the default export differently. */
function defaultOf<T extends (...given: never) => unknown>(module: T | { readonly default: T }): T;
function defaultOf<T extends abstract new (...given: never) => unknown>(module: T | { readonly default: T }): T;
function defaultOf<T>(module: T | { readonly default: T }): T {
  return typeof module === "object" && module !== null && "default" in module ? module.default : module;
}

/** A command whose answer is not there yet. */
interface Pending {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: LinkError) => void;
  readonly patience: NodeJS.Timeout;
}

/** A link that can be looked at and closed. */
export interface ValkeyLink extends Link {
  /** Why the last thing that was tried came to nothing; undefined when it was done, or nothing was tried yet. */
  failure(): LinkFailure | undefined;
  close(): void;
}

/** Connects to the server, and again whenever the connection is lost. `onChange` hears when `failure` is another one. */
export function openLink(address: ValkeyAddress, clock: Pick<Clock, "now">, onChange: () => void): ValkeyLink {
  const pending: Pending[] = [];
  let current: Connection | undefined;
  let failure: LinkFailure | undefined;
  let isClosed = false;

  const decoder = new Decoder({
    onReply: (reply: unknown) => next()?.resolve(reply),
    onErrorReply: (error) => next()?.reject(new LinkError(classifyReply(error.message), false)),
    onPush: () => undefined,
    getTypeMapping: () => ({}),
  });
  const { host, port } = address;
  const reconnectStrategy = (_: number, cause: Error) => (classifyError(cause) === "login" ? LOGIN_RETRY_MS : RETRY_MS);
  const common = { host, port, connectTimeout: CONNECT_MS, reconnectStrategy };
  const socket = new RedisSocket(greet, "keyscope", address.tls ? { ...common, tls: true } : common);
  socket.on("error", (error: unknown) => lose(classifyError(error)));
  socket.on("data", (chunk: Buffer) => {
    try {
      decoder.write(chunk);
    } catch {
      breakOff("protocol");
    }
  });
  connect();

  function connect(): void {
    // It only ends when it is connected or closed: failures are heard of above.
    socket.connect().catch(() => undefined);
  }

  function next(): Pending | undefined {
    const first = pending.shift();
    clearTimeout(first?.patience);
    return first;
  }

  function note(now: LinkFailure | undefined): void {
    if (failure === now) return;
    failure = now;
    onChange();
  }

  /** What was asked over a connection that is gone may have been done. */
  function lose(why: LinkFailure): void {
    current = undefined;
    note(why);
    decoder.reset();
    for (const { reject, patience } of pending.splice(0)) {
      clearTimeout(patience);
      reject(new LinkError(why, true));
    }
  }

  function breakOff(why: LinkFailure): void {
    lose(why);
    // Before it is ready the socket itself hears that the greeting came to nothing.
    if (isClosed || !socket.isReady) return;
    socket.destroy();
    connect();
  }

  function send(...words: string[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => breakOff("timeout"), ANSWER_MS);
      pending.push({ resolve, reject, patience });
      socket.write([encodeCommand(words)]);
    });
  }

  /** What a new connection begins with: who we are, and whom we meet. */
  async function greet(): Promise<void> {
    if (isClosed) throw new LinkError("lost", false);
    const { user, password, database } = address;
    if (password !== undefined) await send("AUTH", ...(user === undefined ? [] : [user]), password);
    if (database !== 0) await send("SELECT", String(database));
    const run = await askRun();
    const time = await send("TIME");
    const [seconds, micros] = Array.isArray(time) ? time.map(Number) : [];
    if (seconds === undefined || micros === undefined) throw new LinkError("protocol", false);
    current = { run, aheadMs: seconds * 1000 + micros / 1000 - clock.now() };
    note(undefined);
  }

  async function askRun(): Promise<string> {
    try {
      const [, run] = /^run_id:(\w+)/m.exec(String(await send("INFO", "server"))) ?? [];
      return run ?? "unknown";
    } catch (error) {
      // Some who run servers for others hide it. Then a server that starts with old data cannot be told from one that ran on.
      if (error instanceof LinkError && error.failure === "permission") return "unknown";
      throw error;
    }
  }

  async function runScript({ text, hash }: Script, words: string[]): Promise<unknown> {
    try {
      return await send("EVALSHA", hash, ...words);
    } catch (error) {
      if (!(error instanceof LinkError) || error.failure !== "no-script") throw error;
      return send("EVAL", text, ...words);
    }
  }

  return {
    connection: () => current,
    async run(keys, given, script) {
      if (current === undefined) throw new LinkError(failure ?? "lost", false);
      try {
        const reply = await runScript(script, [String(keys.length), ...keys, ...given]);
        note(undefined);
        return reply;
      } catch (error) {
        note(classifyError(error));
        throw error;
      }
    },
    failure: () => failure,
    close() {
      isClosed = true;
      socket.destroy();
      lose("lost");
    },
  };
}
