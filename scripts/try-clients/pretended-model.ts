import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod";

/**
 * A model that only pretends, on loopback: it calls one tool of Keyscope's when it is offered one, and says "Done." when it
 * has the answer. Speaks OpenAI's chat completions; other requests are written down and refused.
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

const CALL = "call_1";

const request = z.object({
  stream: z.boolean().optional(),
  messages: z.array(z.looseObject({ tool_call_id: z.string().optional(), content: z.unknown() })),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).optional(),
});

export async function startPretendedModel(): Promise<PretendedModel> {
  let asked = "";
  let answer: string | undefined;
  const server = createServer(async (message, response) => {
    const body = await textOf(message);
    asked += `${body}\n`;
    const parsed = message.url?.endsWith("/chat/completions") ? request.safeParse(JSON.parse(body)) : undefined;
    if (parsed?.success !== true) return response.writeHead(404).end("{}");
    const given = parsed.data.messages.find(({ tool_call_id: id }) => id === CALL);
    if (given !== undefined) answer = JSON.stringify(given.content);
    const said = given === undefined ? (toolCall(parsed.data.tools ?? [], body) ?? DONE) : DONE;
    const isStream = parsed.data.stream === true;
    response.setHeader("content-type", isStream ? "text/event-stream" : "application/json");
    return response.end(isStream ? streamed(said) : JSON.stringify(completion(said, reasonOf(said), "message")));
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

const DONE = { role: "assistant", content: "Done." };

/** Qwen Code shows only a tool's name at first, and has a tool of its own that calls it. */
function toolCall(tools: readonly { readonly function: { readonly name: string } }[], body: string) {
  const names = tools.map((tool) => tool.function.name);
  const own = names.find((name) => name.endsWith("setpilot_get_summary"));
  const [deferred] = names.includes("tool_call") ? (/mcp__\w*setpilot_get_summary/.exec(body) ?? []) : [];
  const name = own ?? (deferred === undefined ? undefined : "tool_call");
  if (name === undefined) return undefined;
  const given = own === undefined ? { name: deferred, arguments: {} } : {};
  const call = { index: 0, id: CALL, type: "function", function: { name, arguments: JSON.stringify(given) } };
  return { role: "assistant", content: null, tool_calls: [call] };
}

type Said = { readonly role: string; readonly content: string | null; readonly tool_calls?: readonly object[] };

function completion(said: object, reason: string | null, member: "message" | "delta") {
  return {
    id: "pretended",
    object: member === "delta" ? "chat.completion.chunk" : "chat.completion",
    created: 1,
    model: "pretended",
    choices: [{ index: 0, [member]: said, finish_reason: reason }],
    // Only at the end: Continue reads nothing else of a part that has it.
    ...(reason !== null && { usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
  };
}

function reasonOf(said: Said): string {
  return said.tool_calls === undefined ? "stop" : "tool_calls";
}

function streamed(said: Said): string {
  const parts = [completion(said, null, "delta"), completion({}, reasonOf(said), "delta")];
  return [...parts.map((part) => JSON.stringify(part)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("");
}
