import { connect, type Socket } from "node:net";
import { type Running, startCommand } from "../helpers/command.ts";
import { postHeaders } from "../helpers/raw-server.ts";

/** Such as a person might choose. */
export const TOKEN = "a-token-of-the-tests-0123456789";

/** What came back on a connection: status 0 where it was closed without an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `keyscope serve --http` on a free port of loopback. */
export interface HttpProgram {
  readonly running: Running;
  readonly port: number;
  /** Where clients of MCP ask. */
  readonly url: URL;
  /** Sends bytes as they are, and takes the first answer. */
  exchange(bytes: string): Promise<Answer>;
  /** A request as a client writes it; what is given as undefined is left out. */
  ask(target: string, request?: AskOptions): Promise<Answer>;
  /** A message of JSON-RPC from whoever has the token. */
  post(message: unknown, headers?: Headers): Promise<Answer>;
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

interface AskOptions {
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
}

/** Starts it for Setpilot, by default with the token of the tests. Without one where the environment says "". */
export async function startHttp(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = ["setpilot", "--http", "127.0.0.1:0"],
): Promise<HttpProgram> {
  const running = startCommand(["serve", ...args], { env: { KEYSCOPE_HTTP_TOKEN: TOKEN, ...env } });
  await running.until("Ctrl-C ends it.");
  const url = new URL(/https?:\/\/\S+\/mcp/.exec(running.output())?.[0] ?? "");
  return { ...askerOf(Number(url.port)), running, url, close: () => end(running) };
}

async function end(running: Running): Promise<void> {
  running.kill("SIGKILL");
  await running.ended;
}

/** Ways to ask whoever listens on a port of 127.0.0.1. */
export function askerOf(port: number): Pick<HttpProgram, "port" | "exchange" | "ask" | "post"> {
  const exchange = (bytes: string) => exchangeOn(connect(port, "127.0.0.1"), bytes);

  function ask(target: string, { method = "GET", headers = {}, body = "" }: AskOptions = {}): Promise<Answer> {
    const length = body === "" ? undefined : String(Buffer.byteLength(body));
    return exchange(
      `${method} ${target} HTTP/1.1\r\n${headerLines({ host: `127.0.0.1:${port}`, "content-length": length, ...headers })}\r\n${body}`,
    );
  }

  return {
    port,
    exchange,
    ask,
    post: (message, headers = {}) =>
      ask("/mcp", {
        method: "POST",
        body: typeof message === "string" ? message : JSON.stringify(message),
        headers: { ...postHeaders(TOKEN), ...headers },
      }),
  };
}

function headerLines(headers: Headers): string {
  return Object.entries(headers)
    .flatMap(([name, value]) => [value ?? []].flat().map((one) => `${name}: ${one}\r\n`))
    .join("");
}

function exchangeOn(socket: Socket, bytes: string): Promise<Answer> {
  return new Promise((resolve) => {
    let text = "";
    const finish = () => {
      resolve(parseAnswer(text));
      socket.destroy();
    };
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      text += chunk;
      if (isWhole(text)) finish();
    });
    socket.on("error", finish);
    socket.on("close", finish);
    socket.write(bytes);
  });
}

/** A final answer of which all that it announced is there. */
function isWhole(text: string): boolean {
  const { status, headers, body } = parseAnswer(text);
  if (status === 0) return false;
  const length = headers["content-length"];
  return length === undefined ? text.endsWith("\r\n0\r\n\r\n") : body.length >= Number(length);
}

/** An answer that only asks for the body comes before the final one. */
function parseAnswer(text: string): Answer {
  const final = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "");
  const end = final.indexOf("\r\n\r\n");
  if (end === -1) return { status: 0, headers: {}, body: "" };
  const [first = "", ...lines] = final.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
  return { status: Number(first.split(" ")[1]), headers, body: final.slice(end + 4) };
}
