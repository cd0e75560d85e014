import { once } from "node:events";
import { createServer } from "node:http";

/** Requests that Setpilot allows in any minute. */
export const LIMIT = 120;
export const MINUTE_MS = 60_000;

/** An API that notes when each request arrives, and refuses what is over its limit in the 60 s before. */
export async function startStrictApi() {
  const arrivals: number[] = [];
  const server = createServer((_request, response) => {
    const now = performance.now();
    arrivals.push(now);
    const isOver = arrivals.filter((at) => at > now - MINUTE_MS).length > LIMIT;
    // Some answers take their time, as from a real API.
    setTimeout(
      () => {
        response.writeHead(isOver ? 429 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify({ data: [], meta: {} }));
      },
      arrivals.length % 7 === 0 ? 400 : 5,
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/`,
    arrivals,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The most of them within 60 s; `arrivals`: milliseconds, the earliest first. */
export function mostInAMinute(arrivals: readonly number[]): number {
  return Math.max(0, ...arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + MINUTE_MS).length));
}
