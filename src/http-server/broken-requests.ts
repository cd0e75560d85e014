import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { REFUSALS, type Refusal } from "../messages/over-http/refusals.ts";
import { codeOf } from "../utils/error-code.ts";
import { rawRefusal } from "./reply.ts";

/** Says why there is no answer on a connection whose request Node could not read or waited for too long, and closes it. */
export function answerBrokenRequests(server: Server): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  const note = (_: unknown, response: ServerResponse) => {
    if (response.socket !== null) answering.set(response.socket, response);
  };
  server.on("request", note);
  server.on("checkContinue", note);
  server.on("clientError", (error, socket) => {
    const response = answering.get(socket);
    // In the midst of another answer these bytes would be taken for its end.
    const isFree = response === undefined || response.writableFinished || !response.headersSent;
    if (!socket.writable || !isFree || codeOf(error) === "ECONNRESET") socket.destroy();
    else socket.end(rawRefusal(refusalOf(error)), () => socket.destroy());
  });
}

function refusalOf(error: Error): Refusal {
  switch (codeOf(error)) {
    case "HPE_HEADER_OVERFLOW":
      return REFUSALS.headersTooLarge;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return REFUSALS.tooSlow;
    default:
      return REFUSALS.malformed;
  }
}
