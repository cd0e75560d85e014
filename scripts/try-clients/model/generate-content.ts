import * as z from "zod";
import { DONE, type Wire } from "./wire.ts";

const part = z.looseObject({ functionResponse: z.looseObject({ response: z.unknown().optional() }).optional() });
const request = z.object({
  contents: z.array(z.object({ parts: z.array(part).optional() })),
  tools: z.array(z.object({ functionDeclarations: z.array(z.object({ name: z.string() })).optional() })).optional(),
});

/** Google's models: https://ai.google.dev/api/generate-content. */
export const generateContent: Wire = {
  path: /:(?:streamG|g)enerateContent(?:\?.*)?$/,
  read(body, path) {
    const { success, data } = request.safeParse(body);
    if (!success) return undefined;
    const parts = data.contents.flatMap((content) => content.parts ?? []);
    const given = parts.find(({ functionResponse }) => functionResponse !== undefined);
    const declared = (data.tools ?? []).flatMap(({ functionDeclarations = [] }) => functionDeclarations);
    return {
      tools: declared.map(({ name }) => name),
      answer: given?.functionResponse?.response,
      isStream: path.includes(":stream"),
    };
  },
  write(said) {
    const part = said.kind === "done" ? { text: DONE } : { functionCall: { name: said.name, args: said.input } };
    const candidate = { index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" };
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 };
    return [{ candidates: [candidate], usageMetadata, modelVersion: "pretended" }];
  },
};
