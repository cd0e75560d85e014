import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { makeCertificate } from "../helpers/certificate.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { listen, serveProxy } from "../helpers/loopback.ts";

/**
 * A project's `env` leads the requests of a stored key to a proxy that answers in the API's place. The API here has a
 * certificate that nothing vouches for, so it stands for that proxy as well.
 */

const KEY = "spa_sk_stored_0123456789abcdef";

const { isSkipped, keyring, keyscope } = await startKeychainCommands();
const home = await openForFile(temporaryHome());
const certificate = makeCertificate("shop.invalid");
const authority = join(home.path, "authority.pem");
await writeFile(authority, certificate.cert);

/** The `authorization` of every request that was read. */
const seen: (string | undefined)[] = [];
const server = createServer(certificate, (request, response) => {
  seen.push(request.headers.authorization);
  response.setHeader("content-type", "application/json").end('{"data": {"rows": []}, "meta": {}}');
});
const api = await openForFile(listen(server, "https"));
const proxy = await openForFile(serveProxy());
const ADDRESS = `https://shop.invalid:${api.port}/`;
const PROXY = { HTTPS_PROXY: `http://me:hush@127.0.0.1:${proxy.port}` };
const TRUSTED = { NODE_EXTRA_CA_CERTS: authority };
const UNVERIFIED = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };

const openClient = (added: Record<string, string>) =>
  openForTest(connect(generations[0], { ...keyring().env, ...added }));

describe.skipIf(isSkipped)("a stored key", () => {
  beforeEach(async () => {
    const { exitCode, stderr } = await keyscope(`login setpilot --base-url ${ADDRESS}`, KEY, { ...PROXY, ...TRUSTED });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    seen.length = 0;
  });

  it("is not used where certificates are not checked, and it is said why and what to do", async () => {
    const variables = { ...PROXY, ...UNVERIFIED };
    const client = await openClient(variables);
    expect(await client.toolNames()).toEqual(["setpilot_check_access"]);
    const reason = "NODE_TLS_REJECT_UNAUTHORIZED is 0";
    const refused = await client.call("setpilot_get_summary");
    expect(refused).toMatchObject({ isError: true, text: expect.stringContaining(reason) });
    expect(refused.text).toContain("Remove the variable");
    expect(refused.text).toContain("NODE_EXTRA_CA_CERTS");
    expect((await client.call("setpilot_check_access")).text).toContain(`Problem: ${reason}`);
    const called = await keyscope("call setpilot_get_summary", "", variables);
    expect(called).toMatchObject({ exitCode: 3, stderr: expect.stringContaining(reason) });
    const status = await keyscope("status setpilot", "", variables);
    expect(status).toMatchObject({ exitCode: 3, stdout: expect.stringContaining(`Problem\n  ${reason}`) });
    expect(seen).toEqual([]);
  });

  it("is used where the variable says anything but 0, and certificates are checked", async () => {
    const client = await openClient({ ...PROXY, NODE_TLS_REJECT_UNAUTHORIZED: "1" });
    expect((await client.call("setpilot_get_summary")).text).toContain("its certificate was not accepted");
    expect(seen).toEqual([]);
  });

  it("is not asked for by a login where it would be sent unchecked", async () => {
    const { exitCode, stderr } = await keyscope(`login setpilot --base-url ${ADDRESS}`, KEY, {
      ...PROXY,
      ...UNVERIFIED,
    });
    expect(exitCode).toBe(3);
    expect(stderr).toContain("NODE_TLS_REJECT_UNAUTHORIZED is 0");
    expect(stderr).toContain("Nothing was stored");
    expect(seen).toEqual([]);
  });

  it("is not tried by migrate either, and stays where it was", async () => {
    const person = await openForTest(temporaryHome());
    const file = join(person.path, ".cursor", "mcp.json");
    await mkdir(join(person.path, ".cursor"));
    const env = { SETPILOT_API_KEY: `${KEY}_other`, SETPILOT_BASE_URL: ADDRESS };
    const before = JSON.stringify({ mcpServers: { shop: { command: "keyscope", args: ["serve", "setpilot"], env } } });
    await writeFile(file, before);
    const ended = await keyscope("migrate --yes", "", { ...PROXY, ...UNVERIFIED, HOME: person.path });
    expect(ended).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("NODE_TLS_REJECT_UNAUTHORIZED is 0") });
    expect(await readFile(file, "utf8")).toBe(before);
    expect(seen).toEqual([]);
  });

  it("goes through a proxy that a certificate of its own opens, and both are named", async () => {
    const client = await openClient({ ...PROXY, ...TRUSTED, NODE_OPTIONS: "--max-http-header-size=16384" });
    const { text } = await client.call("setpilot_check_access");
    expect(seen).toContain(`Bearer ${KEY}`);
    expect(text).toContain(`Note: Requests go through the proxy 127.0.0.1:${proxy.port}, set by HTTPS_PROXY.`);
    expect(text).toContain(`Note: NODE_EXTRA_CA_CERTS has Keyscope trust the certificates in ${authority}`);
    expect(text).toContain('Note: NODE_OPTIONS is set ("--max-http-header-size=16384")');
    expect(text).not.toMatch(/hush|me:/);
    const { stdout } = await keyscope("status setpilot --json", "", { ...PROXY, ...TRUSTED });
    const notes = [expect.stringContaining("set by HTTPS_PROXY"), expect.stringContaining(authority)];
    expect(JSON.parse(stdout)).toMatchObject({ problem: null, notes });
    expect(stdout).not.toContain("hush");
    expect(await keyscope("status setpilot", "", { ...PROXY, ...TRUSTED })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Note\n {2}Requests go through the proxy .*\n\nNote\n {2}NODE_EXTRA_CA_CERTS/),
    });
  });

  it("is read on the way with OpenSSL's certificates too, and they are named", async () => {
    const client = await openClient({ ...PROXY, SSL_CERT_FILE: authority, NODE_OPTIONS: "--use-openssl-ca" });
    const { text } = await client.call("setpilot_check_access");
    expect(seen).toContain(`Bearer ${KEY}`);
    expect(text).toContain(`Note: SSL_CERT_FILE has Keyscope trust the certificates in ${authority}`);
    expect(text).toContain("Note: NODE_OPTIONS is set (--use-openssl-ca)");
  });
});

describe("a key of the environment", () => {
  it("is used where certificates are not checked, as its environment wants it, and that is said", async () => {
    seen.length = 0;
    const environment = { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: ADDRESS, ...PROXY, ...UNVERIFIED };
    const client = await openForTest(connect(generations[0], clientEnvironment(home.path, environment)));
    const { text } = await client.call("setpilot_check_access");
    expect(seen).toContain(`Bearer ${KEY}`);
    expect(text).toContain("Note: NODE_TLS_REJECT_UNAUTHORIZED is 0, which switches off the check of who answers");
  });
});
