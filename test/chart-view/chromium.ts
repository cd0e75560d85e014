import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { skip } from "../helpers/command.ts";

/** A page in Chromium, driven by its own protocol over two pipes: nothing listens anywhere. */
export interface Page {
  /** Sends a command of the DevTools protocol. */
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** The value of an expression in the page, or in the frame within it; promises are awaited. Throws what it throws. */
  evaluate<T>(expression: string, where?: "page" | "frame"): Promise<T>;
  /** What a screen reader is given of the frame. */
  accessibility(): Promise<{ readonly nodes: readonly AccessibleNode[] }>;
  /** Addresses that were asked for so far, but for `data:`. */
  readonly requests: readonly string[];
  /** What Chromium logged as an error: those of scripts, and what a policy refused. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

interface AccessibleNode {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Opens an address, or says why it cannot: then the tests are skipped, and where CI is "true" it is an error. */
export async function openChromium(url: string): Promise<Page | { skipped: string }> {
  const found = NAMES.find((name) => spawnSync(name, ["--version"]).error === undefined);
  if (found === undefined)
    return { skipped: skip("tests of the chart's page skipped: chromium is not on this machine") };
  const profile = mkdtempSync(join(tmpdir(), "keyscope-chromium-"));
  const child = spawn(
    found,
    [
      "--headless=new",
      "--remote-debugging-pipe",
      `--user-data-dir=${profile}`,
      "--no-first-run",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--hide-scrollbars",
      "--lang=en-US",
      // The frame is then in the page's own process and part of its session. What it may do is the same.
      "--disable-features=IsolateSandboxedIframes",
    ],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  process.once("exit", () => child.kill("SIGKILL"));
  const page = await openPage(child, url);
  return {
    ...page,
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      // It ends its helpers first, which would write into the folder that is taken away here.
      await page.send("Browser.close").catch(() => child.kill("SIGKILL"));
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

type Event = Readonly<Record<string, unknown>>;

interface Connection {
  call(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
  onEvent(listener: (method: string, params: Event) => void): void;
}

/** JSON with a zero byte after each message, on file descriptors 3 and 4. */
function connect(child: ChildProcess): Connection {
  const [, , , output, input] = child.stdio as unknown[] as [null, null, null, Writable, Readable];
  const pending = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >();
  const listeners: ((method: string, params: Event) => void)[] = [];
  let [lastId, rest] = [0, ""];
  input.setEncoding("utf8");
  input.on("data", (chunk: string) => {
    const messages = (rest + chunk).split("\0");
    rest = messages.pop() ?? "";
    for (const text of messages) {
      const { id, result, error, method, params } = JSON.parse(text);
      if (method !== undefined) for (const listener of listeners) listener(method, params);
      else if (error === undefined) pending.get(id)?.resolve(result);
      else pending.get(id)?.reject(new Error(error.message));
      pending.delete(id);
    }
  });
  output.on("error", () => undefined);
  child.once("exit", () => {
    for (const { reject } of pending.values()) reject(new Error("Chromium has ended"));
  });
  return {
    call(method, params = {}, sessionId) {
      lastId += 1;
      const id = lastId;
      output.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
      return new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
    },
    onEvent: (listener) => listeners.push(listener),
  };
}

async function openPage(child: ChildProcess, url: string): Promise<Omit<Page, "close">> {
  const connection = connect(child);
  const requests: string[] = [];
  const complaints: string[] = [];
  /** Where scripts run, by the frame's id; the page's own comes first. */
  const contexts = new Map<string, number>();
  let loaded = () => {};
  const isLoaded = new Promise<void>((resolve) => {
    loaded = resolve;
  });
  connection.onEvent((method, params) => {
    const read = JSON.stringify(params);
    if (method === "Page.loadEventFired") loaded();
    if (method === "Network.requestWillBeSent") requests.push(...addressOf(params));
    const isError = method === "Log.entryAdded" && read.includes('"level":"error"');
    if (method === "Runtime.exceptionThrown" || isError) complaints.push(read);
    if (method === "Runtime.executionContextCreated") {
      const { id, auxData } = params["context"] as { id: number; auxData: { frameId: string } };
      contexts.set(auxData.frameId, id);
    }
  });
  const { targetId } = await connection.call("Target.createTarget", { url: "about:blank" });
  const attached = await connection.call("Target.attachToTarget", { targetId, flatten: true });
  const session = String(attached["sessionId"]);
  const send = (method: string, params?: object) => connection.call(method, params, session);
  for (const domain of ["Page", "Runtime", "Network", "Log"]) await send(`${domain}.enable`);
  await send("Page.navigate", { url });
  await isLoaded;
  return {
    send,
    requests,
    complaints,
    async accessibility() {
      const tree = await send("Accessibility.getFullAXTree", { frameId: await frameId(send) });
      return tree as { nodes: AccessibleNode[] };
    },
    async evaluate(expression, where = "page") {
      const contextId = where === "page" ? undefined : await frameContext(send, contexts);
      const answer = await send("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
        ...(contextId === undefined ? {} : { contextId }),
      });
      const { result, exceptionDetails } = answer as { result: { value: never }; exceptionDetails?: object };
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    },
  };
}

function addressOf(params: Event): string[] {
  const { url } = params["request"] as { url: string };
  return url.startsWith("data:") ? [] : [url];
}

async function frameContext(send: Page["send"], contexts: ReadonlyMap<string, number>): Promise<number> {
  const id = contexts.get((await frameId(send)) ?? "");
  if (id === undefined) throw new Error("The frame has no scripts.");
  return id;
}

async function frameId(send: Page["send"]): Promise<string | undefined> {
  const { frameTree } = (await send("Page.getFrameTree")) as {
    frameTree: { childFrames?: { frame: { id: string } }[] };
  };
  return frameTree.childFrames?.at(-1)?.frame.id;
}
