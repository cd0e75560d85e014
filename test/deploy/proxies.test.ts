import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Agent, fetch as fetchWith } from "undici";
import { describe, expect, it } from "vitest";
import { startSandbox } from "../../src/sandbox/index.ts";
import { makeCertificate } from "../helpers/certificate.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, temporaryHome } from "../helpers/clients.ts";
import { runCommand, startCommand } from "../helpers/command.ts";
import { serve } from "../helpers/loopback.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";

/* The configurations of deploy, as they stand there, in front of the built program: only name, ports and certificate are others. */

const DEPLOY = join(import.meta.dirname, "../../deploy");
const TOKEN = "a-token-of-the-tests-0123456789";

const HELP = (await runCommand(["serve", "--help"], { env: clientEnvironment("/nowhere") })).stdout;

const { path: home } = await openForFile(temporaryHome());
const { cert, key } = makeCertificate("localhost");
writeFileSync(join(home, "cert.pem"), cert);
writeFileSync(join(home, "key.pem"), key);

const sandbox = await openForFile(startSandbox());

/** The sandbox, which gives no page after the first before `letGo`: what the server says until then must reach the client at once. */
async function startHeldApi() {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const api = await serve(async ({ url = "/", headers: { authorization = "" } }, response) => {
    const target = new URL(url, sandbox.baseUrl("setpilot"));
    if (Number(target.searchParams.get("page") ?? 1) > 1) await held;
    const answer = await fetch(target, { headers: { authorization } });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  return { ...api, letGo };
}

/** Such a program as a test can start: it listens where the test says, without being root. */
interface Proxy {
  readonly name: string;
  readonly program: string;
  /** Writes its configuration, and gives its arguments. */
  configure(folder: string, port: number, upstream: string): string[];
}

const caddy: Proxy = {
  name: "Caddy",
  program: "caddy",
  configure(folder, port, upstream) {
    const options = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n";
    const site = readDeployed("Caddyfile")
      .replace(
        "keyscope.example.com {",
        `localhost:${port} {\n\ttls ${join(home, "cert.pem")} ${join(home, "key.pem")}`,
      )
      .replace("127.0.0.1:8787", upstream);
    writeFileSync(join(folder, "Caddyfile"), options + site);
    return ["run", "--adapter", "caddyfile", "--config", join(folder, "Caddyfile")];
  },
};

const nginx: Proxy = {
  name: "nginx",
  program: "nginx",
  configure(folder, port, upstream) {
    const site = readDeployed("nginx.conf")
      .replace("listen 443", `listen 127.0.0.1:${port}`)
      .replace("server_name keyscope.example.com", "server_name localhost")
      .replace(/\/etc\/letsencrypt\S+fullchain\.pem/, join(home, "cert.pem"))
      .replace(/\/etc\/letsencrypt\S+privkey\.pem/, join(home, "key.pem"))
      .replace("127.0.0.1:8787", upstream);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((each) => `${each}_temp_path ${each};`);
    const around = `daemon off; master_process off; pid nginx.pid; events {} http { access_log off; ${temporary.join(" ")}\n${site}\n}\n`;
    writeFileSync(join(folder, "nginx.conf"), around);
    return ["-p", folder, "-e", "stderr", "-c", "nginx.conf"];
  },
};

function readDeployed(name: string): string {
  return readFileSync(join(DEPLOY, name), "utf8");
}

/** The port was free a moment ago. */
async function freePort(): Promise<number> {
  const { port, close } = await serve(() => undefined);
  await close();
  return port;
}

/** `publicUrl`: by which name clients ask. */
async function startKeyscope(publicUrl: string, key: string, baseUrl: string) {
  const { path, remove } = await temporaryHome();
  const keys = { KEYSCOPE_HTTP_TOKEN: TOKEN, SETPILOT_API_KEY: key, SETPILOT_BASE_URL: baseUrl };
  const args = ["serve", "setpilot", "--http", "127.0.0.1:0", ...named(publicUrl)];
  const running = startCommand(args, { env: clientEnvironment(path, keys) });
  await running.until(/127\.0\.0\.1:\d+\/mcp/);
  const [, address = ""] = /(127\.0\.0\.1:\d+)\/mcp/.exec(running.output()) ?? [];
  const close = async () => {
    running.kill("SIGKILL");
    await running.ended;
    await remove();
  };
  return { address, close };
}

function startProxy({ program, configure }: Proxy, port: number, upstream: string) {
  const folder = mkdtempSync(join(home, "proxy-"));
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(program, configure(folder, port, upstream), { cwd: folder, env, stdio: "ignore" });
  const close = async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  };
  return { listening: untilListening(port), close };
}

/** There is no word of it, so it is tried; the test's own time limit ends that. */
async function untilListening(port: number): Promise<void> {
  const isThere = await new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
  if (isThere) return;
  await setTimeout(50);
  await untilListening(port);
}

describe.each([caddy, nginx].map((proxy) => ({ ...proxy, proxy })))("$name in front of Keyscope", ({ proxy }) => {
  const isMissing = spawnSync(proxy.program, ["-v"]).error !== undefined;
  if (isMissing && process.env["CI"] === "true") throw new Error(`${proxy.name} is not installed.`);

  it.skipIf(isMissing)("passes on what clients need, as it comes, and nothing else", async () => {
    const port = await freePort();
    const origin = `https://localhost:${port}`;
    const key = `spa_sk_behind_${proxy.program}_1`;
    sandbox.setScopes(key, ["products"]);
    const api = await openForTest(startHeldApi());
    const { address } = await openForTest(
      startKeyscope(`${origin}/mcp`, key, new URL("/setpilot/api/v2/", api.url).href),
    );
    await (await openForTest(Promise.resolve(startProxy(proxy, port, address)))).listening;

    expect((await ask(`${origin}/mcp`, { method: "POST", body: "{}" })).status).toBe(401);
    for (const path of ["/", "/healthz", "/readyz", "/mcp/", "/mcp/more"]) {
      expect((await ask(`${origin}${path}`)).status, path).toBe(404);
    }
    const large = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "x".repeat(1_100_000) });
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    expect((await ask(`${origin}/mcp`, { method: "POST", body: large, headers })).status).toBe(413);

    const client = new Client({ name: "behind-a-proxy", version: "1" });
    const options = { fetch: ask, requestInit: { headers: { authorization: `Bearer ${TOKEN}` } } };
    await client.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), options));
    const { tools } = await client.listTools();
    expect(tools).toHaveLength(1 + OWN_TOOLS);
    const told: string[] = [];
    const sql = "SELECT count(*) AS n FROM products";
    const { content } = await client.callTool(
      { name: "setpilot_query", arguments: { sql } },
      {
        onprogress: ({ message = "" }) => {
          told.push(message);
          api.letGo();
        },
      },
    );
    expect(told[0]).toContain("products");
    expect(JSON.stringify(content)).toContain("products: all");
    await client.close();
  });
});

const agent = new Agent({ connect: { ca: cert } });

/** Asks a server whose certificate is the one of this file; the SDK's client takes it in the place of `fetch`. */
async function ask(url: string | URL, { method = "GET", headers, body, signal }: RequestInit = {}): Promise<Response> {
  const given = {
    method,
    headers: [...new Headers(headers)],
    body: typeof body === "string" ? body : null,
    signal: signal ?? null,
  };
  const answer = await fetchWith(url, { ...given, dispatcher: agent });
  return new Response(answer.body, { status: answer.status, headers: [...answer.headers] });
}

/** The option by which the server knows its public name, where it has one. */
function named(publicUrl: string): string[] {
  return HELP.includes("--public-url") ? ["--public-url", publicUrl] : [];
}
