import type { ArgumentValues, Connector, Endpoint } from "../connectors/connector.ts";
import type { Answer } from "./answer.ts";
import { quoted } from "./clean.ts";
import { fitData } from "./cut.ts";
import { chooseFields, fieldNames } from "./fields.ts";
import { dataLine, headerLine, ownLine, shownPart } from "./header.ts";
import { isObject, type Json, own } from "./json.ts";
import { periodNote } from "./period.ts";
import { findRows, rowsAt, withRows } from "./rows.ts";

/** Characters of a result. Clients cut or divert what is longer. */
const LONGEST_RESULT = 40_000;

/** The call that an answer belongs to. */
export interface PresentRequest {
  readonly connector: Connector;
  readonly endpoint: Endpoint;
  readonly arguments: ArgumentValues;
  /** Fields of the rows to keep: names or dotted paths. */
  readonly fields?: readonly string[] | undefined;
  readonly now: Date;
}

/**
 * What the assistant reads: Keyscope's own lines, each beginning with "#" (what the answer is, then notes), and after
 * them the data as one TOON or JSON document up to the end. At most 40,000 characters. Never throws.
 */
export function presentAnswer(answer: Answer, request: PresentRequest): string {
  const { connector } = request;
  const { content, isData } = shownPart(answer);
  const chosen = request.fields?.length ? chosenContent(content, isData, request.fields) : { content, notes: [] };
  const notes = [...answerNotes(answer, request), ...chosen.notes];
  const frame = (more: readonly string[], format: "TOON" | "JSON") =>
    [headerLine(connector, answer), ...[...notes, ...more].map(ownLine), dataLine(connector, format), ""].join("\n");
  const { block, notes: cuts } = fitData({
    content: chosen.content,
    traits: answer.traits,
    asked: request,
    room: (more) => LONGEST_RESULT - frame(more, "TOON").length,
  });
  return frame(cuts, block.format) + block.text;
}

function answerNotes(answer: Answer, request: PresentRequest): readonly string[] {
  const notes: string[] = [];
  const period = periodNote(request.endpoint, request.arguments, answer.meta, request.now);
  if (period !== undefined) notes.push(period);
  const missing = missingNote(answer.envelope);
  if (missing !== undefined) notes.push(missing);
  if (answer.traits.numberedKeys) notes.push('Keys that came twice in one object are numbered: "x", "x (2)".');
  return notes;
}

function missingNote({ data, meta }: Answer["envelope"]): string | undefined {
  if (data && meta) return undefined;
  if (data) return "The answer came without meta: store, currency and timezone are not known.";
  return `The answer came without ${meta ? "data" : "data and meta"}: all that came is shown.`;
}

interface Chosen {
  readonly content: Json;
  readonly notes: readonly string[];
}

function chosenContent(content: Json, isData: boolean, fields: readonly string[]): Chosen {
  const path = isData ? findRows(content) : (rowsInData(content) ?? findRows(content));
  const rows = path === undefined ? [] : rowsAt(content, path);
  if (path !== undefined && rows.length === 0) return { content, notes: [] };
  if (path === undefined || !rows.some(isObject)) {
    return { content, notes: ["fields had no effect: the answer has no rows with fields."] };
  }
  const { rows: kept, unknown } = chooseFields(rows, fields);
  const notes = unknown.length === 0 ? [] : [unknownNote(unknown, kept === rows, fieldNames(rows))];
  return { content: withRows(content, path, kept), notes };
}

/** In a document that is shown whole, rows of its `data` come before any others. */
function rowsInData(document: Json): readonly string[] | undefined {
  const data = isObject(document) ? own(document, "data") : undefined;
  const path = data === undefined ? undefined : findRows(data);
  return path && ["data", ...path];
}

function unknownNote(unknown: readonly string[], none: boolean, available: readonly string[]): string {
  const instead = none ? ", so all fields are shown" : "";
  return `The rows have no field ${listed(unknown)}${instead}. They have: ${listed(available)}.`;
}

/** Characters that a list of names may take. */
const LONGEST_LIST = 1500;

function listed(names: readonly string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const name of names.map(quoted)) {
    length += name.length + 2;
    if (length > LONGEST_LIST) break;
    shown.push(name);
  }
  const more = names.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
