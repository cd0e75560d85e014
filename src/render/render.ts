import type { Answer } from "../answers/answer.ts";
import { isObject, type Json, own } from "../answers/json.ts";
import { findRows, type Path, rowsAt, withRows } from "../answers/rows.ts";
import type { ArgumentValues, Connector, Endpoint } from "../connectors/schema/connector.ts";
import { quotedList } from "../utils/clean-text.ts";
import { envelopeNote, type Shown, shownPart } from "./envelope.ts";
import { chooseFields, fieldNames } from "./fields.ts";
import { dataLine, headerLine, ownLine } from "./header.ts";
import { nextPageNote } from "./next-page.ts";
import { periodNote } from "./period-note.ts";
import { fitData } from "./truncate.ts";

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
  /** More that must be said of this answer, one sentence each. */
  readonly notes?: readonly string[];
}

/**
 * What the assistant reads: Keyscope's own lines, each beginning with "#" (what the answer is, then notes), and after
 * them the data as one TOON or JSON document up to the end. At most 40,000 characters. Never throws.
 */
export function presentAnswer(answer: Answer, request: PresentRequest): string {
  const { connector } = request;
  const shown = shownPart(answer.document, connector.envelope);
  const chosen = request.fields?.length ? chosenContent(shown, request.fields) : { ...shown, notes: [] };
  const notes = [...answerNotes(answer, request), ...chosen.notes];
  const nextPage = nextPageNote(answer.document, request);
  // The next page's cursor leads past the rows that were cut: then only the way to those is told.
  const ending = (cuts: readonly string[]) => (cuts.length > 0 || nextPage === undefined ? cuts : [nextPage]);
  const frame = (cuts: readonly string[], format: "TOON" | "JSON") =>
    [headerLine(connector, answer), ...[...notes, ...ending(cuts)].map(ownLine), dataLine(connector, format), ""].join(
      "\n",
    );
  const { block, notes: cuts } = fitData({
    content: chosen.content,
    traits: answer.traits,
    asked: request,
    room: (more) => LONGEST_RESULT - frame(more, "TOON").length,
  });
  return frame(cuts, block.format) + block.text;
}

function answerNotes({ document, meta, traits }: Answer, request: PresentRequest): readonly string[] {
  return [
    periodNote(request.endpoint, request.arguments, meta, request.now),
    envelopeNote(document, request.connector.envelope),
    traits.numberedKeys ? 'Keys that came twice in one object are numbered: "x", "x (2)".' : undefined,
    ...(request.notes ?? []),
  ].filter((note) => note !== undefined);
}

interface Chosen {
  readonly content: Json;
  readonly notes: readonly string[];
}

function chosenContent({ content, dataKey }: Shown, fields: readonly string[]): Chosen {
  const path = (dataKey === undefined ? undefined : rowsInData(content, dataKey)) ?? findRows(content);
  const rows = path === undefined ? [] : rowsAt(content, path);
  if (path !== undefined && rows.length === 0) return { content, notes: [] };
  if (path === undefined || !rows.some(isObject)) {
    return { content, notes: ["fields had no effect: the answer has no rows with fields."] };
  }
  const { rows: kept, unknown } = chooseFields(rows, fields);
  const notes = unknown.length === 0 ? [] : [unknownNote(unknown, kept === rows, fieldNames(rows))];
  return { content: withRows(content, path, kept), notes };
}

/** In a document that is shown whole, rows of its data come before any others. */
function rowsInData(content: Json, dataKey: string): Path | undefined {
  const data = isObject(content) ? own(content, dataKey) : undefined;
  const path = data === undefined ? undefined : findRows(data);
  return path && [dataKey, ...path];
}

function unknownNote(unknown: readonly string[], none: boolean, available: readonly string[]): string {
  const instead = none ? ", so all fields are shown" : "";
  return `The rows have no field ${listed(unknown)}${instead}. They have: ${listed(available)}.`;
}

/** Characters that a list of names may take. */
const LONGEST_LIST = 1500;

function listed(names: readonly string[]): string {
  return quotedList(names, LONGEST_LIST);
}
