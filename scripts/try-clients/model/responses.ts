import * as z from "zod";
import { CALL, DONE, type Said, type Wire } from "./wire.ts";

const tool = z.looseObject({
  name: z.string().optional(),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
});
const request = z.object({
  input: z.union([
    z.string(),
    z.array(z.looseObject({ call_id: z.string().optional(), output: z.unknown().optional() })),
  ]),
  tools: z.array(tool).optional(),
});

/** OpenAI's responses, which Codex speaks, always as a stream: https://platform.openai.com/docs/api-reference/responses. */
export const responses: Wire = {
  path: /\/responses$/,
  read(body) {
    const { success, data } = request.safeParse(body);
    if (!success) return undefined;
    const items = typeof data.input === "string" ? [] : data.input;
    const given = items.find(({ call_id: id, output }) => id === CALL && output !== undefined);
    // Those of one server are in a list of their own, which bears its name.
    const tools = (data.tools ?? []).flatMap(
      ({ name = "", tools: own }) => own?.map((one) => `${name}${SLASH}${one.name}`) ?? [name],
    );
    return { tools, answer: given?.output, isStream: true };
  },
  write(said) {
    const item = itemOf(said);
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
    return [
      { type: "response.created", response: { id: "resp_1" } },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { id: "resp_1", output: [item], usage } },
    ];
  },
};

/** Between the name of such a list and that of a tool. No name has it. */
const SLASH = "/";

function itemOf(said: Said): object {
  if (said.kind === "done") {
    return { type: "message", id: "msg_1", role: "assistant", content: [{ type: "output_text", text: DONE }] };
  }
  const [own, list] = said.name.split(SLASH).reverse();
  const namespace = list === undefined ? {} : { namespace: list };
  return {
    type: "function_call",
    id: "fc_1",
    call_id: CALL,
    name: own,
    ...namespace,
    arguments: JSON.stringify(said.input),
  };
}
