import * as z from "zod";
import { CALL, DONE, type Said, type Wire } from "./wire.ts";

const block = z.looseObject({ tool_use_id: z.string().optional(), content: z.unknown().optional() });
const request = z.object({
  stream: z.boolean().optional(),
  messages: z.array(z.object({ content: z.union([z.string(), z.array(block)]) })),
  tools: z.array(z.object({ name: z.string() })).optional(),
});

/** Anthropic's messages: https://docs.anthropic.com/en/api/messages. */
export const messages: Wire = {
  path: /\/v1\/messages(?:\?.*)?$/,
  read(body) {
    const { success, data } = request.safeParse(body);
    if (!success) return undefined;
    const blocks = data.messages.flatMap(({ content }) => (typeof content === "string" ? [] : content));
    const given = blocks.find(({ tool_use_id: id }) => id === CALL);
    return {
      tools: (data.tools ?? []).map(({ name }) => name),
      answer: given?.content,
      isStream: data.stream === true,
    };
  },
  write(said, isStream) {
    const message = { id: "msg_1", type: "message", role: "assistant", model: "pretended", stop_sequence: null, usage };
    const reason = said.kind === "call" ? "tool_use" : "end_turn";
    if (!isStream) return [{ ...message, content: [contentOf(said)], stop_reason: reason }];
    return [
      { type: "message_start", message: { ...message, content: [], stop_reason: null } },
      { type: "content_block_start", index: 0, content_block: emptyOf(said) },
      { type: "content_block_delta", index: 0, delta: deltaOf(said) },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: reason, stop_sequence: null }, usage },
      { type: "message_stop" },
    ];
  },
};

const usage = { input_tokens: 1, output_tokens: 1 };

function contentOf(said: Said): object {
  return said.kind === "done"
    ? { type: "text", text: DONE }
    : { type: "tool_use", id: CALL, name: said.name, input: said.input };
}

function emptyOf(said: Said): object {
  return { ...contentOf(said), ...(said.kind === "done" ? { text: "" } : { input: {} }) };
}

function deltaOf(said: Said): object {
  return said.kind === "done"
    ? { type: "text_delta", text: DONE }
    : { type: "input_json_delta", partial_json: JSON.stringify(said.input) };
}
