import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { type Ended, endProcesses, runCommand } from "../helpers/command.ts";
import { answer, hangUp, healthy, startFakeApi } from "../helpers/fake-api.ts";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { line, open, type RawServer, startRaw } from "../helpers/raw-server.ts";
import { disguiseNames, type Echo, echo, likelyKey, placeNames, wildKeys } from "./echoes.ts";
import { filesBelow, tracesIn, tracesInFiles } from "./traces.ts";

const { isSkipped, keyring, keyscope } = await startKeychainCommands();

/** What mcp.json would read as something else than a key. */
const unlikely = /^["'`«{<[$%]|\.{3}|\*{3}|\$\{|^op:/;
const KEYS = [
  ...[101, 102, 103].map(likelyKey),
  ...fc.sample(
    wildKeys.filter((key) => !unlikely.test(key) && /\d/.test(key) && key.length > 16),
    { seed: 20_261_007, numRuns: 2 },
  ),
];

/** One way of sending the key back at each place, unlike those of its neighbours. */
function echoesAt(places: readonly string[], first = 0): readonly Echo[] {
  return places.map((place, index) => {
    const at = index + first;
    const disguise = disguiseNames[at % disguiseNames.length] ?? "plain";
    return { place, disguise, pad: (at * 37) % 300, split: at * 11 };
  });
}

/** Each is asked for by a search for its place. */
const ECHOES = echoesAt(placeNames.filter((place) => !place.startsWith("a 40")));

const api = await openForFile(startFakeApi());
const home = await openForFile(temporaryHome());

afterEach(endProcesses);

function environment(key: string, added: Record<string, string> = {}) {
  const given = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: api.baseUrl, KEYSCOPE_LOG_LEVEL: "debug" };
  return clientEnvironment(home.path, { ...given, ...added });
}

/** From now on the API sends this key back whatever is asked: in the shop's name, and in as many ways as there are. */
function sendBack(key: string): void {
  api.react("", [echo(key, { place: "the shop's name", disguise: "plain", pad: 90, split: 40 })]);
  for (const sent of ECHOES) api.react(sent.place, [echo(key, sent)]);
  api.react("not HTTP", [hangUp(`${key}\r\n\r\n`)]);
  api.react("a bad status", [hangUp(`HTTP/1.1 ${key}\r\n\r\n`)]);
}

/** What others on the machine can see of a process. */
function seenOutside(pid: number): string {
  return ["cmdline", "comm", "status", "stat"].map((file) => readFileSync(`/proc/${pid}/${file}`, "utf8")).join("\n");
}

function expectNoTrace(key: string, texts: readonly string[]): void {
  for (const text of texts) expect(tracesIn(text, key, { parts: key.startsWith("spa_sk_") })).toEqual([]);
  expect(tracesInFiles(home.path, key)).toEqual([]);
}

/** A server that has listed its tools. */
async function startListed(env: Record<string, string>): Promise<RawServer> {
  const server = startRaw(env);
  await open(server, "2025-11-25");
  await server.ask("list", "tools/list");
  return server;
}

function writtenBy(server: RawServer): string[] {
  return server.messages().map((message) => JSON.stringify(message));
}

let ids = 0;
async function callTool(server: RawServer, name: string, given: object): Promise<string> {
  ids += 1;
  return JSON.stringify(await server.ask(ids, "tools/call", { name, arguments: given }));
}

const numbered = KEYS.map((key, at) => ({ key, at }));

describe.each(numbered)("key $at of an API that sends it back", ({ key }) => {
  it("is not in what the server writes, nor in its files, nor seen from outside", async () => {
    sendBack(key);
    const server = await startListed(environment(key));
    for (const { place } of ECHOES) await callTool(server, "setpilot_list_orders", { search: place });
    for (const search of ["not HTTP", "a bad status"]) await callTool(server, "setpilot_list_orders", { search });
    // A client's own mistakes end up in the log.
    server.write(`{"key": "${key.replaceAll(/["\\]/g, "")}", ${key}\n`);
    server.write(line({ jsonrpc: "2.0", id: {}, method: key, params: [key] }));
    await callTool(server, "setpilot_check_access", {});
    const outside = process.platform === "linux" ? seenOutside(server.pid) : "";
    const written = writtenBy(server);
    expect(written.length).toBeGreaterThan(ECHOES.length);
    expect(written.join("")).toContain("[secret]");
    expect(server.stderr()).toContain(" debug message not understood");
    expectNoTrace(key, [...written, server.stderr(), outside]);
  });
});

// One that looks like a key, and one of any characters.
describe.each([...numbered.slice(0, 1), ...numbered.slice(-1)])("key $at in a terminal", ({ key }) => {
  it("is not in what the commands print", async () => {
    sendBack(key);
    const commands = [
      "status",
      "status --json",
      "tools",
      "tools --json",
      "call setpilot_check_access",
      ...["an error's message", "a page's title", "rows", "field names", "rows that are cut", "a redirect's query"],
    ];
    const ends: Ended[] = [];
    const run = async (command: string) => {
      const isPlace = placeNames.includes(command);
      const args = isPlace ? ["call", "setpilot_list_orders", `search=${command}`] : command.split(" ");
      ends.push(await runCommand(args, { env: environment(key) }));
    };
    // Two at a time: each is a process of its own.
    for (let at = 0; at < commands.length; at += 2) await Promise.all(commands.slice(at, at + 2).map(run));
    expect(ends).toHaveLength(commands.length);
    expect(ends.map(({ stdout, stderr }) => stdout + stderr).filter((text) => text.length < 80)).toEqual([]);
    expectNoTrace(
      key,
      ends.flatMap(({ stdout, stderr }) => [stdout, stderr]),
    );
  });

  it.skipIf(isSkipped)("is not in what login prints, nor in any file that it leaves", async () => {
    sendBack(key);
    const debug = { KEYSCOPE_LOG_LEVEL: "debug" };
    const welcome = await keyscope(`login --base-url ${api.baseUrl}`, `${key}\n`, debug);
    expect(welcome).toMatchObject({ exitCode: 0 });
    expect(welcome.stdout).toContain("Stored in the Secret Service");
    const status = await keyscope("status setpilot");
    expect(status.stdout).toContain("from the Secret Service");
    expectNoTrace(
      key,
      [welcome, status].flatMap(({ stdout, stderr }) => [stdout, stderr]),
    );
    const folder = keyring().env["HOME"] ?? "";
    expect(filesBelow(folder).length).toBeGreaterThan(0);
    expect(tracesInFiles(folder, key)).toEqual([]);
  });
});

/** Loaded into the process under test: makes it fail in the ways that only a defect could, with the key in the error. */
const SABOTAGE = `
  const key = process.env.SETPILOT_API_KEY;
  const arm = () => {
    URLSearchParams.prototype.sort = () => { throw new Error("defect with " + key); };
  };
  if (process.argv.includes("call")) {
    const sort = URLSearchParams.prototype.sort;
    URLSearchParams.prototype.sort = function () {
      if (this.has("search")) throw new Error("defect with " + key);
      return sort.call(this);
    };
  }
  process.on("SIGUSR2", () => {
    arm();
    Promise.reject(new Error("rejected \\u001b[2J\\u202e with " + key.slice(0, 9) + "\\u200b" + key.slice(9)));
    setImmediate(() => { throw new Error("thrown with " + key, { cause: new Error(key) }); });
  });
`;

describe("a defect of Keyscope's own, whose error holds the key", () => {
  const key = likelyKey(200);
  const sabotaged = () => {
    const file = join(home.path, "sabotage.cjs");
    writeFileSync(file, SABOTAGE);
    return environment(key, { NODE_OPTIONS: `--require ${file}` });
  };

  it("is told on standard error without it, wherever it was thrown, and the server lives", async () => {
    api.react("", [healthy]);
    const server = await startListed(sabotaged());
    process.kill(server.pid, "SIGUSR2");
    await expect.poll(() => server.stderr()).toMatch(/error unexpected: Error: thrown with \[secret\]/);
    await expect.poll(() => server.stderr()).toMatch(/error unexpected: Error: rejected \[2J with \[secret\]/);
    const answered = await callTool(server, "setpilot_list_orders", {});
    expect(answered).toContain("Keyscope itself failed on this call");
    expect(answered).toContain('"isError":true');
    await expect.poll(() => server.stderr()).toMatch(/error Error: defect with \[secret\]/);
    expect(await callTool(server, "setpilot_check_access", {})).toContain("Scopes held: dashboard");
    expectNoTrace(key, [...writtenBy(server), server.stderr()]);
  });

  it("is told by a command without it", async () => {
    api.react("", [healthy]);
    const end = await runCommand(["call", "setpilot_list_orders", "search=x"], { env: sabotaged() });
    expect(end).toMatchObject({ exitCode: 1, stdout: "" });
    expect(end.stderr).toContain("defect with [secret]");
    expect(end.stderr).toContain("Keyscope itself failed on this call");
    expectNoTrace(key, [end.stdout, end.stderr]);
  });
});

describe("a key that the API rejects with its own words", () => {
  it.each([401, 403])("%i: is not repeated to anybody", async (status) => {
    const key = likelyKey(300 + status);
    api.react("", [answer(status, JSON.stringify({ detail: `Key ${key} (${Buffer.from(key).toString("base64")})` }))]);
    const server = await startListed(environment(key));
    await callTool(server, "setpilot_list_orders", {});
    await callTool(server, "setpilot_check_access", {});
    const printed = await runCommand(["status"], { env: environment(key) });
    const written = writtenBy(server);
    expectNoTrace(key, [...written, server.stderr(), printed.stdout, printed.stderr]);
  });
});

/** Keys of other forms than Setpilot's one: a consumer key with its secret by HTTP Basic, and a header of the API's own. */
const [consumer, secret, legacy] = [201, 202, 203].map((seed) => likelyKey(seed).replace("spa_sk_", ""));

const forms = [
  {
    form: "a consumer key with its secret",
    variables: { EBIZ_CONSUMER_KEY: `ck_${consumer}`, EBIZ_CONSUMER_SECRET: `cs_${secret}` },
    sent: [`ck_${consumer}`, `cs_${secret}`, `ck_${consumer}:cs_${secret}`],
  },
  { form: "a key in X-API-Key", variables: { EBIZ_API_KEY: `ek_${legacy}` }, sent: [`ek_${legacy}`] },
];

/** Where an answer leaves the key in use and is not asked for again, so that each call is one request. */
const places = placeNames.filter((place) => !/^a 40[13]|502$/.test(place));

describe.each(forms)("$form that the API sends back", ({ variables, sent }) => {
  const searches = sent.flatMap((text, part) =>
    echoesAt(places, part).map((sent) => ({ search: `${part} ${sent.place}`, text, sent })),
  );

  function formEnvironment() {
    api.react("", [echo(sent.join(":"), { place: "the shop's name", disguise: "base64", pad: 9, split: 40 })]);
    for (const { search, text, sent } of searches) api.react(search, [echo(text, sent)]);
    const added = { ...variables, EBIZ_BASE_URL: api.baseUrl, EBIZ_PRIVACY: "masked", KEYSCOPE_LOG_LEVEL: "debug" };
    return clientEnvironment(home.path, added);
  }

  function expectNoPart(text: string): void {
    for (const part of Object.values(variables)) expect(tracesIn(text, part, { parts: true })).toEqual([]);
  }

  it("is in no answer, no error, no log and no file", async () => {
    const client = await connect(generations[0], formEnvironment(), ["serve", "ebiz"]);
    const texts = [JSON.stringify(await client.tools())];
    for (const { search } of searches) {
      // Requests for products count against no key's limit.
      texts.push((await client.call("ebiz_list_products", { search })).text);
      expect(api.requests(search)).toBeGreaterThan(0);
    }
    texts.push((await client.call("ebiz_check_access")).text, client.stderr());
    await client.close();
    expect(texts.join("")).toContain("[secret]");
    for (const text of texts) expectNoPart(text);
    for (const part of sent) expect(tracesInFiles(home.path, part)).toEqual([]);
  });

  it.each(["status", "status --json", "tools --json", "call ebiz_list_products"])(
    "is not printed by %s",
    async (typed) => {
      const [command = "", ...rest] = typed.split(" ");
      const args = command === "call" ? [command, ...rest, "search=0 rows"] : [command, "ebiz", ...rest];
      const { stdout, stderr } = await runCommand(args, { env: formEnvironment() });
      expect(stdout + stderr).not.toBe("");
      expectNoPart(stdout + stderr);
    },
  );
});
