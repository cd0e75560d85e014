import type { IncomingMessage, ServerResponse } from "node:http";
import { parseOrNothing } from "../answers/json.ts";
import { scanJson } from "../answers/scan.ts";
import { REFUSALS, type Refusal, tooLarge } from "../messages/over-http/refusals.ts";

/** A request's body, or why it is refused. */
export type Body =
  | { readonly kind: "json"; readonly json: unknown }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** Its sender went away before the end, or was cut off. */
  | { readonly kind: "gone" };

/**
 * Reads the JSON of a request, of at most so many bytes. A client that waits to be asked for the body (`Expect: 100-continue`)
 * is asked for it only where it is wanted.
 */
export async function readBody(request: IncomingMessage, response: ServerResponse, most: number): Promise<Body> {
  const { expect, "content-length": length = "0", "content-encoding": encoding = "identity" } = request.headers;
  if (encoding.toLowerCase() !== "identity") return { kind: "refused", refusal: REFUSALS.encoded };
  if (Number(length) > most) return { kind: "refused", refusal: tooLarge(most) };
  if (expect !== undefined) response.writeContinue();
  const bytes = await readBytes(request, most);
  if (bytes === "gone") return { kind: "gone" };
  return bytes === "too-large" ? { kind: "refused", refusal: tooLarge(most) } : parse(bytes.toString("utf8"));
}

/** Not with `for await`, whose early end would take the connection away, and with it the answer. */
function readBytes(request: IncomingMessage, most: number): Promise<Buffer | "too-large" | "gone"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      // What comes after is let go of, until the time for the request is over.
      if (length <= most) chunks.push(chunk);
      else resolve("too-large");
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", () => resolve("gone"));
    request.once("close", () => resolve("gone"));
  });
}

function parse(text: string): Body {
  // Counted before: what follows goes into what it is given, level by level.
  if (scanJson(text).excess !== undefined) return { kind: "refused", refusal: REFUSALS.tooComplex };
  const json = parseOrNothing(text);
  return json === undefined ? { kind: "refused", refusal: REFUSALS.notJson } : { kind: "json", json };
}
