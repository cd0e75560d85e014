import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { logIn, type RealProvider, startRealProvider } from "../../test/auth/real-provider.ts";
import { listen } from "../../test/helpers/loopback.ts";
import { type Recorder, startRecorder } from "./recorder.ts";

/** How clients reach Keyscope. */
export interface Way {
  /** Where the server is; undefined where each client starts it. */
  readonly url: string | undefined;
  /** What clients have in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** How many tools there must be; undefined where that depends on what is installed. */
  readonly tools: number | undefined;
  /** What clients sent since it last forgot; undefined where nobody can look. */
  readonly recorder: Recorder | undefined;
  close(): Promise<void>;
}

/** What a server over HTTP runs in. */
interface Machine {
  readonly env: Readonly<Record<string, string>>;
  /** For files of its own. */
  readonly folder: string;
}

/** Each client starts its server. */
export const overStdio: Way = {
  url: undefined,
  env: {},
  tools: undefined,
  recorder: undefined,
  close: async () => undefined,
};

/** One server for all, and one token, which they have in a variable. */
export async function withToken(machine: Machine): Promise<Way> {
  const env = { KEYSCOPE_HTTP_TOKEN: "kst_of_those_who_try_clients_0123456789abcdef" };
  const server = await serve([], { ...machine, env: { ...machine.env, ...env } });
  return { ...server, env, tools: undefined };
}

/** One server for a team: Bob logs in at an identity provider, and may see the orders. */
export async function withLogin(machine: Machine): Promise<Way> {
  const provider = await startRealProvider();
  const people = join(machine.folder, "people.json");
  writeFileSync(people, JSON.stringify({ claim: "groups", groups: { sales: { scopes: ["orders"] } } }));
  const options = ["--issuer", provider.issuer, "--people", people, "--ask-scopes", "openid shop"];
  const server = await serve(options, machine);
  const browser = await startBrowser(machine, provider);
  return {
    ...server,
    env: browser.env,
    // The orders, the two for SQL, and the one that tells the access.
    tools: 4,
    async close() {
      await Promise.all([server.close(), browser.close(), provider.close()]);
    },
  };
}

/** The built server behind the one that writes down what it is asked. */
async function serve(options: readonly string[], { env, folder }: Machine) {
  const recorder = await startRecorder();
  const url = `${recorder.origin}/mcp`;
  const args = ["serve", "setpilot", "--http", "127.0.0.1:0", "--public-url", url, ...options];
  const child = spawn("keyscope", args, { cwd: folder, env, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  for await (const line of createInterface({ input: child.stderr })) {
    const [, origin] = /^Serving Setpilot at (http:\/\/[\d.:]+)/.exec(line) ?? [];
    if (origin === undefined) throw new Error(line);
    recorder.forwardTo(origin);
    break;
  }
  // Whoever does not read on lets it wait.
  child.stderr.resume();
  return {
    url,
    recorder,
    async close() {
      recorder.close();
      child.kill();
      await ended;
    },
  };
}

/** What clients take for the browser: it hands the page's address on to us, who log in as a person does. */
async function startBrowser({ env, folder }: Machine, provider: RealProvider) {
  const server = createServer(async (request, response) => {
    const page = new URL(new URL(request.url ?? "", provider.issuer).searchParams.get("page") ?? "");
    const back = await logIn(page, "bob", page.searchParams.get("redirect_uri") ?? "");
    const { status } = await fetch(back);
    response.end(`${status}\n`);
  });
  const { url, close } = await listen(server);
  const programs = join(folder, "browser");
  mkdirSync(programs);
  for (const name of ["xdg-open", "browser"]) {
    const program = join(programs, name);
    writeFileSync(program, `#!/bin/sh\nexec curl --silent --get --data-urlencode "page=$1" ${url.href}\n`);
    chmodSync(program, 0o755);
  }
  return { env: { BROWSER: join(programs, "browser"), PATH: [programs, env["PATH"]].join(delimiter) }, close };
}
