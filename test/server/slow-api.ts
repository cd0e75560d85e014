import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** An API of one held answer: every probe is answered at once, the year's summary when the test says so. */
export interface SlowApi {
  readonly baseUrl: string;
  /** Resolves with the next request for the summary that nobody took yet. */
  nextSummary(): Promise<HeldRequest>;
  close(): Promise<void>;
}

export interface HeldRequest {
  answer(): void;
  /** Resolves when the caller has hung up. */
  readonly closed: Promise<void>;
  isClosed(): boolean;
}

const BODY = '{"data":{"profit":42},"meta":{"shop":"Shop"}}';

export async function startSlowApi(): Promise<SlowApi> {
  const arrived: HeldRequest[] = [];
  let waiting: ((request: HeldRequest) => void)[] = [];
  const server = createServer((request, response) => {
    if (!request.url?.startsWith("/dashboard/summary/")) {
      response.setHeader("content-type", "application/json").end(BODY);
      return;
    }
    const held = holdBack(response);
    const [taker, ...others] = waiting;
    waiting = others;
    if (taker === undefined) arrived.push(held);
    else taker(held);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    baseUrl: `http://127.0.0.1:${address.port}/`,
    nextSummary: () => {
      const first = arrived.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function holdBack(response: ServerResponse): HeldRequest {
  let closed = false;
  const whenClosed = new Promise<void>((resolve) => {
    response.once("close", () => {
      closed = !response.writableFinished;
      resolve();
    });
  });
  return {
    answer: () => response.setHeader("content-type", "application/json").end(BODY),
    closed: whenClosed,
    isClosed: () => closed,
  };
}
