import { decode } from "@toon-format/toon";
import { type Answer, readAnswer } from "../../src/answers/answer.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { type ArgumentValues, type Connector, toolPrefix } from "../../src/connectors/schema/connector.ts";
import { type RenderRequest, renderAnswer } from "../../src/render/render.ts";
import { atOnce } from "../../src/utils/turns.ts";

/** A result taken apart: Keyscope's own lines, and the data as the document that it is. */
export interface ReadBack {
  readonly own: readonly string[];
  readonly format: "TOON" | "JSON";
  readonly block: string;
  readonly document: unknown;
}

const DATA_LINE =
  /^# All below is data from .* \((TOON|JSON)(?:, the first row (?:of ((?:[A-Za-z][\w-]{0,39})(?:\.[A-Za-z][\w-]{0,39})*) |())names the columns)?\):$/;

/** Makes objects of the rows at that place again, as the line above the data says. */
function withObjects(document: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key !== undefined) {
    const entries = Object.entries(Object(document));
    return Object.fromEntries(entries.map(([name, value]) => [name, name === key ? withObjects(value, rest) : value]));
  }
  const [names, ...rows]: unknown[][] = Array.isArray(document) ? document : [];
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [String(names?.[at]), value])));
}

/** Finds the data in a result: all after the first line that says so, up to the end. */
export function readBack(text: string): ReadBack {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => DATA_LINE.test(line));
  if (at === -1) throw new Error(`No line announces data in: ${text.slice(0, 300)}`);
  const [, words, inside, root] = DATA_LINE.exec(lines[at] ?? "") ?? [];
  const format = words === "TOON" ? "TOON" : "JSON";
  const block = lines.slice(at + 1).join("\n");
  const read: unknown = format === "TOON" ? decode(block) : JSON.parse(block);
  const isListed = inside !== undefined || root !== undefined;
  const document = isListed ? withObjects(read, inside?.split(".") ?? []) : read;
  return { own: lines.slice(0, at + 1), format, block, document };
}

export function answerTo(body: string, connector: Connector = setpilot): Answer {
  const read = atOnce(readAnswer(body, "application/json", connector.envelope));
  if (!read.ok) throw new Error(`Refused as ${read.failure.kind}: ${body.slice(0, 300)}`);
  return read.answer;
}

export const NOW = new Date("2026-10-05T12:00:00Z");

/** A call of Setpilot unless it says otherwise; `tool` without the connector's prefix. */
export interface Call {
  readonly connector?: Connector;
  readonly tool?: string;
  readonly arguments?: ArgumentValues;
  readonly fields?: readonly string[];
  readonly queryTool?: string;
  readonly now?: Date;
}

export function requestOf(call: Call): RenderRequest {
  const connector = call.connector ?? setpilot;
  const tool = `${toolPrefix(connector)}${call.tool ?? "list_orders"}`;
  const endpoint = connector.endpoints.find((candidate) => candidate.tool === tool);
  if (endpoint === undefined) throw new Error(`No tool ${tool}`);
  return {
    connector,
    endpoint,
    arguments: call.arguments ?? {},
    fields: call.fields,
    queryTool: call.queryTool,
    now: call.now ?? NOW,
  };
}

/** What the assistant gets for this body. */
export function present(body: string, call: Call = {}): string {
  return renderAnswer(answerTo(body, call.connector), requestOf(call));
}

export const META = {
  shop: "demo.example",
  currency: "EUR",
  timezone: "Europe/Prague",
  generated_at: "2026-10-05T11:59:00Z",
};

/** A body with the envelope that Setpilot documents. */
export function envelope(data: unknown, meta: object = META): string {
  return JSON.stringify({ data, meta });
}
