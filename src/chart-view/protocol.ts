import { getMember, isRecord } from "../utils/own.ts";
import { VERSION } from "../utils/version.ts";
import { text, texts } from "./read-data.ts";

/*
 * What this page and its host say to each other: the MCP Apps extension, version 2026-01-26 (SEP-1865), JSON-RPC by
 * `postMessage`. Pure: a state and a message make the next state and what is to be sent.
 * https://github.com/modelcontextprotocol/ext-apps/blob/main/specification/2026-01-26/apps.mdx
 */

/** What the host says of the place that the page is in. */
export interface HostContext {
  readonly theme: "light" | "dark" | undefined;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
  /** CSS variables by their names, such as "--font-sans". */
  readonly variables: Readonly<Record<string, string>>;
  /** `@font-face` rules. */
  readonly fonts: string | undefined;
  readonly displayMode: string | undefined;
  readonly displayModes: readonly string[];
  /** Pixels, where the page may choose its width up to there. */
  readonly maxWidth: number | undefined;
}

export interface ViewState {
  /** `waiting` until a result has come. */
  readonly phase: "waiting" | "answered" | "cancelled" | "ended";
  readonly context: HostContext;
  /** The host saves files for the page. */
  readonly savesFiles: boolean;
  /** As the host sent it. */
  readonly result: unknown;
}

export interface Message {
  readonly jsonrpc: "2.0";
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: object;
  readonly result?: object;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Step {
  readonly state: ViewState;
  readonly send: readonly Message[];
}

export const INITIALIZE_ID = 1;

export const FIRST_STATE: ViewState = {
  phase: "waiting",
  context: {
    theme: undefined,
    locale: undefined,
    timeZone: undefined,
    variables: {},
    fonts: undefined,
    displayMode: undefined,
    displayModes: [],
    maxWidth: undefined,
  },
  savesFiles: false,
  result: undefined,
};

/** The first message, which tells what the page is. */
export const INITIALIZE: Message = {
  jsonrpc: "2.0",
  id: INITIALIZE_ID,
  method: "ui/initialize",
  params: {
    protocolVersion: "2026-01-26",
    appInfo: { name: "keyscope-chart", title: "Keyscope chart", version: VERSION },
    appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
  },
};

/** Takes a message of the host. What is none, or is unknown and needs no answer, changes nothing. */
export function receive(state: ViewState, message: unknown): Step {
  if (getMember(message, "jsonrpc") !== "2.0") return { state, send: [] };
  const [id, method] = [getMember(message, "id"), text(getMember(message, "method"))];
  if (method === undefined) {
    const result = getMember(message, "result");
    return id === INITIALIZE_ID && isRecord(result) ? initialized(state, result) : { state, send: [] };
  }
  if (typeof id === "string" || typeof id === "number") return answer(state, id, method);
  return { state: notice(state, method, getMember(message, "params")), send: [] };
}

function initialized(state: ViewState, result: Readonly<Record<string, unknown>>): Step {
  return {
    state: {
      ...state,
      context: mergeContext(state.context, getMember(result, "hostContext")),
      savesFiles: isRecord(getMember(getMember(result, "hostCapabilities"), "downloadFile")),
    },
    send: [{ jsonrpc: "2.0", method: "ui/notifications/initialized", params: {} }],
  };
}

/** Every request gets an answer, also one of a later version of the extension. */
function answer(state: ViewState, id: string | number, method: string): Step {
  const done: Message = { jsonrpc: "2.0", id, result: {} };
  if (method === "ping") return { state, send: [done] };
  if (method === "ui/resource-teardown") return { state: { ...state, phase: "ended" }, send: [done] };
  const error = { code: -32601, message: "This page does not know that method." };
  return { state, send: [{ jsonrpc: "2.0", id, error }] };
}

/** A tool's arguments, whole or in part, draw nothing: what is asked for stands in the result. */
function notice(state: ViewState, method: string, params: unknown): ViewState {
  switch (method) {
    case "ui/notifications/tool-result":
      return { ...state, phase: "answered", result: params };
    case "ui/notifications/tool-cancelled":
      return { ...state, phase: "cancelled", result: undefined };
    case "ui/notifications/host-context-changed":
      return { ...state, context: mergeContext(state.context, params) };
    default:
      return state;
  }
}

/** What came anew stands beside what was there: a host sends only what changed. */
function mergeContext(before: HostContext, given: unknown): HostContext {
  const theme = getMember(given, "theme");
  const dimensions = getMember(given, "containerDimensions");
  const maxWidth = isRecord(dimensions) ? getMember(dimensions, "maxWidth") : before.maxWidth;
  const variables = getMember(getMember(given, "styles"), "variables");
  const modes = getMember(given, "availableDisplayModes");
  return {
    theme: theme === "light" || theme === "dark" ? theme : before.theme,
    locale: text(getMember(given, "locale")) ?? before.locale,
    timeZone: text(getMember(given, "timeZone")) ?? before.timeZone,
    variables: isRecord(variables) ? readVariables(variables) : before.variables,
    fonts: text(getMember(getMember(getMember(given, "styles"), "css"), "fonts")) ?? before.fonts,
    displayMode: text(getMember(given, "displayMode")) ?? before.displayMode,
    displayModes: Array.isArray(modes) ? texts(modes) : before.displayModes,
    maxWidth: typeof maxWidth === "number" ? maxWidth : undefined,
  };
}

/** None that would load something: a page that may load nothing does not try. */
function readVariables(variables: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      /^--[\w-]+$/.test(name) && typeof value === "string" && !/url\(|image/i.test(value)
        ? [[name, value] as const]
        : [],
    ),
  );
}
