import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { chatCompletions } from "./chat-completions.ts";
import { generateContent } from "./generate-content.ts";
import { messages } from "./messages.ts";
import { responses } from "./responses.ts";
import type { Asked, Said, Wire } from "./wire.ts";

/**
 * A model that only pretends, on loopback: it calls one tool of Keyscope's when it is offered one, and says "Done." when it
 * has the answer. Speaks as four makers' models do; other requests are written down and refused.
 */
export interface PretendedModel {
  /** Without a slash at the end. */
  readonly url: string;
  /** All that it was asked since it last forgot. */
  asked(): string;
  /** What the tool that it called answered. */
  answer(): string | undefined;
  forget(): void;
  close(): void;
}

/** A tool that needs no arguments, and that whoever logs in may use. */
const CALLED = "setpilot_list_orders";

const WIRES: readonly Wire[] = [chatCompletions, messages, responses, generateContent];

export async function startPretendedModel(): Promise<PretendedModel> {
  let asked = "";
  let answer: string | undefined;
  const server = createServer(async (message, response) => {
    const body = await textOf(message);
    asked += `${body}\n`;
    const { url = "" } = message;
    const wire = WIRES.find(({ path }) => path.test(url));
    const read = wire?.read(JSON.parse(body), url);
    if (wire === undefined || read === undefined) return response.writeHead(404).end("{}");
    if (read.answer !== undefined) answer = JSON.stringify(read.answer);
    const said = wire.write(nextWord(read, body), read.isStream);
    response.setHeader("content-type", read.isStream ? "text/event-stream" : "application/json");
    return response.end(read.isStream ? streamed(said, wire.end) : JSON.stringify(said[0]));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    asked: () => asked,
    answer: () => answer,
    forget: () => {
      asked = "";
      answer = undefined;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of message.setEncoding("utf8")) text += chunk;
  return text;
}

/** Qwen Code shows only a tool's name at first, and has a tool of its own that calls it. */
function nextWord({ tools, answer }: Asked, body: string): Said {
  if (answer !== undefined) return { kind: "done" };
  const own = tools.find((name) => name.endsWith(CALLED));
  if (own !== undefined) return { kind: "call", name: own, input: {} };
  const [deferred] = tools.includes("tool_call") ? (new RegExp(`mcp__\\w*${CALLED}`).exec(body) ?? []) : [];
  if (deferred === undefined) return { kind: "done" };
  return { kind: "call", name: "tool_call", input: { name: deferred, arguments: {} } };
}

/** Each event is named as its data says, where that does. */
function streamed(said: readonly object[], end: string | undefined): string {
  const events = said.map((data) => {
    const name = "type" in data ? `event: ${String(data.type)}\n` : "";
    return `${name}data: ${JSON.stringify(data)}\n\n`;
  });
  return `${events.join("")}${end === undefined ? "" : `data: ${end}\n\n`}`;
}
