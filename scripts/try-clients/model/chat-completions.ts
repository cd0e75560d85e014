import * as z from "zod";
import { CALL, DONE, type Said, type Wire } from "./wire.ts";

const request = z.object({
  stream: z.boolean().optional(),
  messages: z.array(z.looseObject({ tool_call_id: z.string().optional(), content: z.unknown().optional() })),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).optional(),
});

/** OpenAI's chat completions, which most take: https://platform.openai.com/docs/api-reference/chat. */
export const chatCompletions: Wire = {
  path: /\/chat\/completions$/,
  read(body) {
    const { success, data } = request.safeParse(body);
    if (!success) return undefined;
    const given = data.messages.find(({ tool_call_id: id }) => id === CALL);
    const tools = (data.tools ?? []).map((tool) => tool.function.name);
    return { tools, answer: given?.content, isStream: data.stream === true };
  },
  write(said, isStream) {
    const message = messageOf(said);
    const reason = said.kind === "call" ? "tool_calls" : "stop";
    if (!isStream) return [completion(message, reason, "message")];
    return [completion(message, null, "delta"), completion({}, reason, "delta")];
  },
  end: "[DONE]",
};

function messageOf(said: Said): object {
  if (said.kind === "done") return { role: "assistant", content: DONE };
  const called = { name: said.name, arguments: JSON.stringify(said.input) };
  return { role: "assistant", content: null, tool_calls: [{ index: 0, id: CALL, type: "function", function: called }] };
}

function completion(said: object, reason: string | null, member: "message" | "delta"): object {
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
