import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";

/** A request as a client sent it, and the answer's status. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
}

/** Stands between clients and a server over HTTP, and writes down what they ask. */
export interface Recorder {
  /** Without a slash at the end. */
  readonly origin: string;
  /** What came since it was last taken. */
  takeRecorded(): readonly Recorded[];
  /** Where requests go. The server learns the recorder's address before it starts, so it is named afterwards. */
  forwardTo(origin: string): void;
  close(): void;
}

export async function startRecorder(): Promise<Recorder> {
  let seen: Recorded[] = [];
  let target = new URL("http://127.0.0.1");
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = "", url = "/", headers } = incoming;
    const outgoing = request(new URL(url, target), { method, headers });
    outgoing.once("response", (answer) => {
      const status = answer.statusCode ?? 0;
      seen.push({ method, path: url, headers, body: String(body), status });
      response.writeHead(status, answer.headers);
      answer.pipe(response);
    });
    outgoing.once("error", () => response.destroy());
    response.once("close", () => outgoing.destroy());
    outgoing.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    takeRecorded() {
      const taken = seen;
      seen = [];
      return taken;
    },
    forwardTo: (origin) => {
      target = new URL(origin);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The revisions that let-in requests were made in: it stands in the header, and in 2025 first in what was asked. */
export function describeRevisions(seen: readonly Recorded[]): string {
  const of = ({ headers, body }: Recorded) =>
    headers["mcp-protocol-version"] ?? /"protocolVersion":"([\d-]+)"/.exec(body)?.[1] ?? [];
  const answered = seen.filter(({ method, status }) => method === "POST" && status === 200);
  return [...new Set(answered.flatMap(of))].join(", ") || "-";
}
