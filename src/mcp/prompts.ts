import { ProtocolError, ProtocolErrorCode, type Server } from "@modelcontextprotocol/server";
import type { Refused } from "../prompts/fill-in.ts";
import type { PromptList } from "../prompts/prompt-list.ts";
import type { ToolSources } from "../tools/tool-list.ts";

/** So many values one answer may have. */
const MOST_COMPLETIONS = 100;

/** The SDK hands params on unread: what is wrong with them is told in our words (prompts/params.ts). */
const AS_IT_COMES = {
  params: { "~standard": { version: 1, vendor: "keyscope", validate: (value: unknown) => ({ value }) } },
} as const;

/** What a connection has to tell its prompts. */
export interface ServedPrompts {
  /** Which tools are shown may have changed, for another reason than the key. */
  noticeChange(): void;
  close(): void;
}

/**
 * Serves a connector's questions ready to ask, where it has some; elsewhere the client is not told of the capability. All of
 * it is loaded with the first request, since most connections never ask.
 */
export function servePrompts(server: Server, sources: ToolSources, onNotifyError: () => void): ServedPrompts {
  if ((sources.session.connector.prompts ?? []).length === 0) return { noticeChange() {}, close() {} };
  let opened: PromptList | undefined;
  let isClosed = false;

  async function open(): Promise<PromptList> {
    const { openPromptList } = await import("../prompts/prompt-list.ts");
    opened ??= openPromptList(sources, () => {
      if (!isClosed) server.sendPromptListChanged().catch(onNotifyError);
    });
    return opened;
  }

  server.registerCapabilities({ prompts: { listChanged: true }, completions: {} });

  server.setRequestHandler("prompts/list", async () => ({ prompts: await (await open()).list() }));

  server.setRequestHandler("prompts/get", AS_IT_COMES, async (params) => {
    const { title, text } = orRefuse(await (await open()).get(params));
    return { description: title, messages: [{ role: "user", content: { type: "text", text } }] };
  });

  server.setRequestHandler("completion/complete", AS_IT_COMES, async (params) => {
    const all = orRefuse(await (await open()).complete(params));
    const values = all.slice(0, MOST_COMPLETIONS);
    return { completion: { values, total: all.length, hasMore: all.length > values.length } };
  });

  return {
    noticeChange: () => opened?.noticeChange(),
    close() {
      isClosed = true;
      opened?.close();
    },
  };
}

/** What is refused is the protocol's error: it has no other way to say so of a prompt. */
function orRefuse<T extends object>(outcome: T | Refused): T {
  if (isRefused(outcome)) throw new ProtocolError(ProtocolErrorCode.InvalidParams, outcome.refused);
  return outcome;
}

function isRefused(outcome: object): outcome is Refused {
  return "refused" in outcome;
}
