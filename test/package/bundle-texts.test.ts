import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { getMcpConfigForManifest, MANIFEST_SCHEMAS, unpackExtension } from "@anthropic-ai/mcpb";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { failureSamples, keySamples, noteSamples } from "../../scripts/docs/failure-samples.ts";
import { bundled } from "../../scripts/package/mcpb-manifest.ts";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import type { KeyFailure, KeyNote } from "../../src/credentials/credential.ts";
import type { Failure } from "../../src/failures/failure.ts";
import { describeAccess } from "../../src/messages/access.ts";
import { explain } from "../../src/messages/explain.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";
import { answer, type Reaction, reset, startFakeApi } from "../helpers/fake-api.ts";
import { openPlace } from "../helpers/place.ts";
import { openFakeSession } from "../scopes/fake-session.ts";

/*
 * Who has the bundle for Claude Desktop has a form and no terminal: no text names a command or a variable, and what can be
 * changed is said to be changed in that form.
 */

const root = join(import.meta.dirname, "../..");
const { sandbox, home, environment } = await openPlace();
const { path: folder } = await openForFile(temporaryHome());

beforeAll(async () => {
  execFileSync(
    process.execPath,
    [join(root, "scripts/run.mjs"), join(root, "scripts/package/bundle-mcpb.ts"), "setpilot", "ebiz"],
    { cwd: folder, stdio: "pipe" },
  );
  for (const name of ["keyscope", "keyscope-ebiz"]) {
    await unpackExtension({ mcpbPath: join(folder, `${name}.mcpb`), outputDir: join(folder, name), silent: true });
  }
});

afterEach(() => vi.unstubAllGlobals());

const FORM = {
  keyscope: "Claude Desktop under Settings → Extensions → Keyscope for Setpilot → Configure",
  "keyscope-ebiz": "Claude Desktop under Settings → Extensions → Keyscope for e-biz → Configure",
} as const;

/** What a person without a terminal can do nothing with. */
function strangeWords(said: string): string[] {
  // What was found is told as it is: what the computer is set up with, and what a field held.
  const text = said.replace(/how Keyscope runs \([^)]*\)|"\$\{\w+\}"/g, "");
  return (
    text.match(
      /\bkeyscope (?!for )\S+|\bnpx\b|\bnpm\b|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\bNODE\S*|--[a-z-]+|\bterminal\b/g,
    ) ?? []
  );
}

/** Starts the unpacked bundle as Claude Desktop does; fields that are left out stay the placeholders that they were. */
async function start(
  name: keyof typeof FORM,
  form: Record<string, string | boolean>,
  added: Record<string, string> = {},
) {
  const manifest = MANIFEST_SCHEMAS["0.3"].parse(JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8")));
  const config = await getMcpConfigForManifest({
    manifest,
    extensionPath: join(folder, name),
    systemDirs: { HOME: home },
    userConfig: form,
    pathSeparator: sep,
  });
  const { env = {}, args = [] } = config ?? manifest.server.mcp_config;
  const program = join(folder, name, "server/start.cjs");
  return openForTest(connect(generations[0], environment({ ...env, ...added }), args.slice(1), program));
}

/** Everything that the assistant reads at a start, and what comes of a call. */
async function textsOf(client: TestClient, ...calls: readonly (readonly [string, Record<string, unknown>?])[]) {
  const texts = [client.instructions ?? "", JSON.stringify(await client.tools())];
  for (const [tool, given] of calls) texts.push((await client.call(tool, given)).text);
  return texts;
}

const [key = ""] = sandbox.examples.setpilot.all.parts;
const search = (text: string) => ["setpilot_list_orders", { search: text }] as const;

/** An API that gives a scope to every key, and answers a search for orders as told. */
async function apiThat(reaction: Reaction) {
  const api = await openForTest(startFakeApi());
  api.react("it", [reaction]);
  return { SETPILOT_BASE_URL: api.baseUrl };
}

describe("a person in Claude Desktop is never told of a command or a variable", () => {
  const good = { setpilot_api_key: key };
  const atSandbox = { SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
  const access = ["setpilot_check_access"] as const;

  it.each([
    [
      "a good key",
      good,
      {},
      [
        ["setpilot_list_orders", { page_size: 1 }],
        ["setpilot_query", { sql: "SELECT 1" }],
      ],
    ],
    ["hidden people", { ...good, setpilot_privacy: true }, {}, [["setpilot_list_orders", { page_size: 3 }]]],
    ["no key", {}, {}, [search("x")]],
    ["a key with a space", { setpilot_api_key: "spa_sk_a b" }, {}, [search("x")]],
    ["a key that is no longer good", { setpilot_api_key: "spa_sk_unknown_0123456789" }, {}, [search("x")]],
    ["a key that lacks scopes", { setpilot_api_key: sandbox.keys.dashboard }, {}, [search("x")]],
    [
      "wrong calls",
      good,
      {},
      [["setpilot_list_order"], ["setpilot_list_orders", { page: "x" }], ["setpilot_list_orders", { pge: 1 }]],
    ],
    ["an address that is none", good, { SETPILOT_BASE_URL: "http://shop.example" }, [search("x")]],
    ["an API that is not there", good, { SETPILOT_BASE_URL: "http://127.0.0.1:9/" }, [search("x")]],
    [
      "a proxy that is not there",
      good,
      { SETPILOT_BASE_URL: "https://shop.example/", HTTPS_PROXY: "http://127.0.0.1:9" },
      [search("x")],
    ],
    [
      "a machine that others set up",
      good,
      {
        NODE_OPTIONS: "--no-warnings",
        NODE_EXTRA_CA_CERTS: "/tmp/none.pem",
        NODE_TLS_REJECT_UNAUTHORIZED: "0",
        HTTP_PROXY: "http://proxy.example:8080",
        NO_PROXY: "127.0.0.1",
      },
      [search("x")],
    ],
    ["no key on such a machine", {}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, [search("x")]],
  ] as const)("%s", async (_, form, added, calls) => {
    const client = await start("keyscope", form, { ...atSandbox, ...added });
    const texts = await textsOf(client, ...calls, access);
    for (const text of texts) expect(strangeWords(text), text).toEqual([]);
    const about = texts.slice(2).join("\n");
    expect(about).toContain(FORM.keyscope);
  });

  it.each<readonly [string, Reaction]>([
    ["400", answer(400, '{"error": "no"}')],
    ["401", answer(401, '{"error": "no"}')],
    ["403", answer(403, '{"error": "no"}')],
    ["404", answer(404, '{"error": "no"}')],
    ["402", answer(402, "{}")],
    ["410", answer(410, "{}")],
    ["429", answer(429, "{}", { "retry-after": "60" })],
    ["503", answer(503, "{}", { "retry-after": "0" })],
    ["a redirect", answer(302, "", { location: "https://login.example/" })],
    ["a web page", answer(200, "<html><title>Sign in</title></html>", { "content-type": "text/html" })],
    ["nothing", answer(200, "")],
    ["half an answer", answer(200, '{"data": [')],
    ["far too much", answer(200, `{"data": [${"0,".repeat(1_100_000)}0]}`)],
    ["a reset", reset("")],
    ["no HTTP", reset("SSH-2.0\r\n")],
  ])("when the API answers with %s", async (_, reaction) => {
    const client = await start("keyscope", good, await apiThat(reaction));
    const texts = await textsOf(client, search("it"), ["setpilot_check_access"]);
    expect((await client.call(...search("it"))).isError).toBe(true);
    for (const text of texts) expect(strangeWords(text), text).toEqual([]);
  });

  it("of a key of two parts at an address of one's own either", async () => {
    const [first = ""] = sandbox.examples.ebiz.all.parts;
    const half = { ebiz_base_url: sandbox.baseUrl("ebiz"), ebiz_consumer_key: first, ebiz_consumer_secret: "" };
    const wrong = { ...half, ebiz_base_url: "http://shop.example", ebiz_consumer_secret: "cs_wrong_0123456789" };
    for (const form of [
      half,
      wrong,
      { ...wrong, ebiz_base_url: "" },
      { ...wrong, ebiz_base_url: sandbox.baseUrl("ebiz") },
    ]) {
      const client = await start("keyscope-ebiz", form);
      const texts = await textsOf(client, ["ebiz_list_orders"], ["ebiz_check_access"]);
      for (const text of texts) expect(strangeWords(text), text).toEqual([]);
      expect(texts.at(-1)).toContain(FORM["keyscope-ebiz"]);
    }
  });

  it.each([
    ["is of nobody", "https://shop.invalid/api/v1"],
    ["is of something else", "http://127.0.0.1:9/"],
    ["lacks its end", new URL("..", sandbox.baseUrl("ebiz")).href],
  ])("is told where to correct an address that %s", async (_, address) => {
    const [first = "", second = ""] = sandbox.examples.ebiz.all.parts;
    const form = { ebiz_base_url: address, ebiz_consumer_key: first, ebiz_consumer_secret: second };
    const client = await start("keyscope-ebiz", form);
    const where = `correct "Address of your store's API", such as https://your-store.com/api/v1, in ${FORM["keyscope-ebiz"]}, and save.`;
    expect((await client.call("ebiz_list_orders")).text).toContain(where);
    expect((await client.call("ebiz_check_access")).text).toContain(where);
  });

  it("whatever fails, and whatever a key's notes are", async () => {
    vi.stubGlobal("process", Object.create(process, { argv: { value: ["node", "/ext/server/start.cjs"] } }));
    // What is only of stored keys cannot be there without a keychain.
    const stored = ["base-url-ignored", "variable-not-for-profile"];
    for (const connector of [...bundled, ebiz]) {
      const source = { kind: "environment", variables: ["A_KEY"] } as const;
      const place = { connector, profile: "default", key: { source, baseUrl: new URL("https://shop.example/v1/") } };
      const failures = [
        ...Object.values(failureSamples).flatMap(({ samples }): readonly Failure[] => samples),
        ...Object.values(keySamples)
          .flatMap(({ samples }): readonly KeyFailure[] => samples)
          .map((reason) => ({ kind: "no-key", reason }) as const),
      ].filter(({ kind }) => kind !== "not-chosen");
      for (const failure of failures) {
        const text = explain(failure, place);
        expect(strangeWords(text), `${connector.id}, ${failure.kind}: ${text}`).toEqual([]);
      }
      const { session } = openFakeSession(connector, () => ({ status: 200 }));
      const notes = Object.values(noteSamples)
        .flatMap(({ samples }): readonly KeyNote[] => samples)
        .filter(({ kind }) => !stored.includes(kind));
      const report = { ...(await session.checkAccess()), notes, key: { ...place.key, lastFour: "7f3a" } };
      const lines = describeAccess(report);
      expect(strangeWords(lines), lines).toEqual([]);
    }
  });
});
