import { cleanText } from "../utils/clean-text.ts";
import { getMember } from "../utils/own.ts";

/** Headers by their names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** By what a request can be found again elsewhere. */
export interface RequestFacts {
  /** Taken over from whoever is in front, or made here. */
  readonly requestId: string;
  /** 32 hex digits, of the trace to which the request belongs (W3C Trace Context). */
  readonly traceId?: string;
  /** 16 hex digits, of the step in it from which it came. */
  readonly spanId?: string;
}

/** What the request's own words say of it. */
export interface BodyFacts {
  /** A tool is called in it. */
  readonly isCall: boolean;
  /** The program that asks, as it calls itself, such as "claude-code 2.1.330". */
  readonly program?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  /** What the headers say of it for those who do not read bodies, where that is so. */
  readonly mcpMethod?: string;
  readonly mcpName?: string;
}

export function readRequestFacts(headers: Headers): RequestFacts {
  return {
    requestId: readRequestId(headers["x-request-id"]) ?? crypto.randomUUID(),
    ...readTrace(headers["traceparent"]),
  };
}

/** What a body of MCP tells beside what it asks. Whatever it is, none of its arguments. */
export function readBodyFacts(headers: Headers, body: unknown): BodyFacts {
  const params = getMember(body, "params");
  const meta = getMember(params, "_meta");
  const method = getMember(body, "method");
  const name = getMember(params, "name");
  const program = tellProgram(getMember(meta, "io.modelcontextprotocol/clientInfo")) ?? oneText(headers["user-agent"]);
  // A header that says something else than the body is nobody's word.
  const isMethod = typeof method === "string" && headers["mcp-method"] === method;
  const isName = typeof name === "string" && headers["mcp-name"] === name;
  return {
    isCall: method === "tools/call",
    ...(program === undefined ? {} : { program }),
    ...(headers["traceparent"] === undefined && readTrace(getMember(meta, "traceparent"))),
    ...(isMethod && { mcpMethod: method }),
    ...(isMethod && isName && { mcpName: name }),
  };
}

/** An id as proxies write them: one word. Anything longer or stranger could be made to pass for something else. */
function readRequestId(header: unknown): string | undefined {
  return typeof header === "string" && /^[\w.:+/=@-]{1,128}$/.test(header) ? header : undefined;
}

/** https://www.w3.org/TR/trace-context/#traceparent-header: later versions may add more behind the flags. */
function readTrace(traceparent: unknown): { readonly traceId: string; readonly spanId: string } | undefined {
  if (typeof traceparent !== "string") return undefined;
  const [, version, traceId, spanId, more] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || version === "ff" || (version === "00" && more !== undefined)) {
    return undefined;
  }
  return /^0+$/.test(traceId) || /^0+$/.test(spanId) ? undefined : { traceId, spanId };
}

function tellProgram(info: unknown): string | undefined {
  const words = [getMember(info, "name"), getMember(info, "version")].filter((word) => typeof word === "string");
  return words.length === 0 ? undefined : words.join(" ");
}

function oneText(value: unknown): string | undefined {
  return typeof value === "string" && cleanText(value).trim() !== "" ? value : undefined;
}
