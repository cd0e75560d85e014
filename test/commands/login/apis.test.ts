import { beforeEach, describe, expect, it } from "vitest";
import type { ApiId } from "../../../src/sandbox/index.ts";
import { COMMAND } from "../../helpers/clients.ts";
import type { Ended } from "../../helpers/command.ts";
import { startKeychainCommands } from "../../helpers/keychain-commands.ts";
import { expectNoTraceOf } from "../migrate/leaks.ts";

const { isSkipped, keyring, keyscope, sandbox } = await startKeychainCommands();

describe.skipIf(isSkipped)("login to APIs of other kinds, from a pipe", () => {
  beforeEach(async () => {
    await keyscope("logout ebiz");
    sandbox.clearRequests();
  });

  function login(id: ApiId, stdin: string, more = ""): Promise<Ended> {
    return keyscope(`login ${id} --base-url ${sandbox.baseUrl(id)}${more}`, stdin);
  }

  async function statusOf(id: ApiId) {
    return JSON.parse((await keyscope(`status ${id} --json`)).stdout);
  }

  const [consumerKey, consumerSecret] = ["ck_sandbox_read_only_7b25", "cs_sandbox_read_only_3f68"];

  it.each([
    ["two lines", `${consumerKey}\n${consumerSecret}\n`],
    ["two lines of Windows, quoted, with blank ones", `\r\n"${consumerKey}"\r\n\r\n'${consumerSecret}'\r\n`],
    ["one line with a colon", `${consumerKey}:${consumerSecret}`],
  ])("takes a key of two parts as %s, and sends both", async (_, stdin) => {
    const welcome = await login("ebiz", stdin);
    expect(welcome.exitCode).toBe(0);
    expect(welcome.stdout.split("\n").slice(0, 4)).toEqual([
      "e-biz",
      "",
      "PERMISSION  STATE    TOOLS",
      "Read        granted  ebiz_list_products",
    ]);
    expect(welcome.stdout).toContain("Stored in the Secret Service as ebiz:default.");
    expect(await statusOf("ebiz")).toMatchObject({ key: { lastFour: "7b25" }, scopes: { Read: "granted" } });
    const call = await keyscope("call ebiz_list_brands");
    expect(call.exitCode).toBe(0);
    for (const part of [consumerKey, consumerSecret]) {
      expectNoTraceOf(part, [welcome, call], keyring().env["HOME"] ?? "");
    }
  });

  it("takes one line as the other kind of key, and stores which kind it is", async () => {
    const legacy = sandbox.examples.ebiz.legacy.parts.join();
    expect((await login("ebiz", legacy)).exitCode).toBe(0);
    expect(await statusOf("ebiz")).toMatchObject({ scopes: { Read: "granted" }, problem: null });
  });

  it.each([
    [
      "the second part is missing",
      consumerKey,
      "The consumer secret is missing. Pipe in both: the consumer key on one",
    ],
    [
      "the second part came alone",
      consumerSecret,
      "That begins with cs_, as the consumer secret does. The consumer key",
    ],
    [
      "the parts are swapped",
      `${consumerSecret}\n${consumerKey}`,
      "That begins with cs_, as the consumer secret does.",
    ],
    [
      "both are the same",
      `${consumerKey}\n${consumerKey}`,
      "The consumer key and the consumer secret are the same text",
    ],
    ["the second is a placeholder", `${consumerKey}:YOUR_SECRET`, '"YOUR_SECRET" is a placeholder'],
    [
      "the second cannot be sent",
      `${consumerKey}\n${consumerSecret} x`,
      "That cannot be the consumer secret: it contains",
    ],
    ["there are three lines", `${consumerKey}\n${consumerSecret}\nx`, "contains spaces or line breaks"],
  ])("says what is wrong when %s, and asks nobody", async (_, stdin, said) => {
    const { stdout, stderr, exitCode } = await login("ebiz", stdin, " --untested");
    expect(exitCode).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
    expect(stderr).not.toContain(consumerKey);
    expect(stderr).not.toContain(consumerSecret);
    expect(sandbox.requests).toHaveLength(0);
  });

  it("questions the beginning of each part", async () => {
    const { stderr } = await login("ebiz", "aa_0123456789:bb_0123456789");
    expect(stderr).toContain("e-biz consumer keys begin with ck_, and this one does not. Trying it all the same.\n");
    expect(stderr).toContain("e-biz consumer secrets begin with cs_, and this one does not. Trying it all the same.\n");
  });

  it("needs the address of one's own where there is no usual one", async () => {
    const { stderr, exitCode } = await keyscope("login ebiz", `${consumerKey}\n${consumerSecret}`);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      "Everyone's e-biz has an address of its own, and it cannot be asked for through a pipe. Add yours with --base-url, such as https://your-store.com/api/v1. Nothing was stored.\n",
    );
  });

  it("completes an address that was given in short, and says so", async () => {
    const { origin } = new URL(sandbox.origin);
    const short = await keyscope(`login ebiz --base-url ${origin}`, `${consumerKey}\n${consumerSecret}`);
    expect(short.stderr).toContain(`The address is taken as ${origin}/api/v1/\n`);
    expect(short.exitCode).not.toBe(0);
  });

  it("says that the answers hold personal data and how to hide it, unless they are hidden already", async () => {
    const both = `${consumerKey}:${consumerSecret}`;
    const shown = await login("ebiz", both);
    expect(shown.stderr).toBe(
      `e-biz's answers hold customers' names, e-mail addresses, phone numbers and street addresses, and the assistant will see them. To hide them run \`${COMMAND} settings ebiz --privacy masked\`.\n`,
    );
    const masked = await login("ebiz", both, " --privacy masked");
    expect(masked).toMatchObject({ exitCode: 0, stderr: "" });
    expect(masked.stdout).toContain("Personal data is masked before the assistant sees it.");
    // Who logs in again, perhaps with a new key, does not take that back by accident.
    const again = await login("ebiz", sandbox.examples.ebiz.all.parts.join(":"));
    expect(again).toMatchObject({ exitCode: 0, stderr: "" });
    expect((await keyscope("settings ebiz")).stdout).toContain("masked");
  });

  it("keeps the number of requests for the same key, and not for another", async () => {
    const both = `${consumerKey}:${consumerSecret}`;
    expect((await login("ebiz", both, " --requests-per-minute 600")).exitCode).toBe(0);
    await login("ebiz", both);
    expect((await keyscope("settings ebiz")).stdout).toMatch(/Requests a minute +600$/m);
    await login("ebiz", sandbox.examples.ebiz.all.parts.join(":"));
    expect((await keyscope("settings ebiz")).stdout).toMatch(/Requests a minute +60 \(as usual\)$/m);
  });

  it.each([
    ["setora", "5", "Setora does not let people choose how many requests a minute a key may make"],
    ["ebiz", "0", "--requests-per-minute must be a whole number from 1 to 10000"],
    ["ebiz", "10001", "--requests-per-minute must be a whole number from 1 to 10000"],
    ["ebiz", "1e3", "--requests-per-minute must be a whole number from 1 to 10000"],
  ] as const)("refuses for %s %s requests a minute before it takes the key", async (id, number, said) => {
    const { stderr, exitCode } = await login(id, "", ` --requests-per-minute ${number}`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(said);
  });

  it("lists the tools of an API without scopes, after it took the key", async () => {
    const { stdout, exitCode } = await login("sendpilot", sandbox.examples.sendpilot.all.parts.join());
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").slice(0, 4)).toEqual(["SendPilot", "", "TOOLS", "sendpilot_list_campaigns"]);
    expect(stdout).not.toContain("SCOPE");
  });

  it("leaves out a scope that no tool needs, unless it is known", async () => {
    const { stdout, exitCode } = await login("setora", sandbox.examples.setora.read.parts.join());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^read +granted +setora_list_locations$/m);
    expect(stdout).not.toContain("read_write");
  });

  it.each([
    ["is rejected", "sendpilot", "revoked", 3, "Dashboard → Integrations → API Keys"],
    ["is rejected", "ebiz", "revoked", 3, "Settings → API"],
    ["is over its limit", "setora", "limited", 4, "add --untested"],
  ] as const)("stores nothing of a key that %s: %s", async (_, id, key, expected, said) => {
    const { stdout, stderr, exitCode } = await login(id, sandbox.examples[id][key].parts.join("\n"));
    expect(exitCode).toBe(expected);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
    expect(stderr).toContain("Nothing was stored.");
  });

  it("names the other addresses of the documents where the one in use has nothing", async () => {
    const key = sandbox.examples.sendpilot.all.parts.join();
    const { stderr, exitCode } = await keyscope(`login sendpilot --base-url ${sandbox.origin}/nowhere/`, key);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("https://api.sendpilot.ai/api/v1/ (older pages of SendPilot's documents name it)");
    expect(stderr).toContain(`\`${COMMAND} login sendpilot --base-url https://api.sendpilot.ai/api/v1/\``);
  });

  it("says that the address is wrong where it has nothing, and what the right one looks like", async () => {
    const ebiz = await keyscope(`login ebiz --base-url ${sandbox.origin}`, `${consumerKey}\n${consumerSecret}`);
    expect(ebiz.stderr).toContain(
      `The key could not be tried. e-biz has nothing where Keyscope asked, below ${sandbox.origin}/api/v1/ (HTTP 404), so that address is probably wrong. e-biz said: "Not found.". Log in again with the address of your own, such as https://your-store.com/api/v1.`,
    );
    const setora = await keyscope(`login setora --base-url ${sandbox.origin}`, sandbox.examples.setora.read.parts[0]);
    expect(setora.stderr).toContain(`https://rest.setora.co.uk/v1/ (the usual one): \`${COMMAND} login setora\`.`);
  });

  it("does not say of a key that was refused that it could not be tried", async () => {
    const { stderr, exitCode } = await login("ebiz", sandbox.examples.ebiz.disabled?.parts.join("\n") ?? "");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Switch it on in the store's dashboard under Settings → Addons");
    expect(stderr).not.toContain("could not be tried");
  });

  it("stores a key that nothing can try, and says what to do next", async () => {
    const { stdout, exitCode } = await login("commerce-kitty", sandbox.examples["commerce-kitty"].all.parts.join());
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Stored in the Secret Service as commerce-kitty:default.");
    expect(stdout).toContain(
      `The key was not tried: Keyscope knows no request of Commerce Kitty to try it with. To give Keyscope some, add endpoints: \`${COMMAND} connectors add FILE\`, with a file that says "extends": "commerce-kitty".`,
    );
    expect(sandbox.requests).toHaveLength(0);
  });

  it("names every variable that comes before the stored key, and only a whole key does", async () => {
    const half = { EBIZ_CONSUMER_KEY: consumerKey };
    const both = { ...half, EBIZ_CONSUMER_SECRET: consumerSecret };
    const stdin = `${consumerKey}:${consumerSecret}`;
    const args = `login ebiz --base-url ${sandbox.baseUrl("ebiz")} --privacy shown`;
    expect((await keyscope(args, stdin, half)).stderr).toBe("");
    expect((await keyscope(args, stdin, both)).stderr).toBe(
      "EBIZ_CONSUMER_KEY and EBIZ_CONSUMER_SECRET are set in this environment and come first: where they are set, the stored key is not used.\n",
    );
    expect((await keyscope("logout ebiz", "", both)).stderr).toBe(
      "EBIZ_CONSUMER_KEY and EBIZ_CONSUMER_SECRET are still set in this environment, so Keyscope goes on using the key in them.\n",
    );
  });

  it("explains half a key and a missing address in the environment", async () => {
    const half = await keyscope("status ebiz", "", { EBIZ_CONSUMER_KEY: consumerKey });
    expect(half.exitCode).toBe(3);
    expect(half.stdout).toContain(
      "EBIZ_CONSUMER_KEY is set, but EBIZ_CONSUMER_SECRET, which belongs to the same key, is not. Nothing is stored in the keychain either.",
    );
    const both = { EBIZ_CONSUMER_KEY: consumerKey, EBIZ_CONSUMER_SECRET: consumerSecret };
    const nowhere = await keyscope("status ebiz", "", both);
    expect(nowhere.exitCode).toBe(3);
    expect(nowhere.stdout).toContain(
      "EBIZ_BASE_URL is not set. Set it to yours, such as https://your-store.com/api/v1,",
    );
  });
});
