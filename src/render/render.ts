import { type Answer, type AnswerMeta, FACTS } from "../answers/answer.ts";
import type { Json } from "../answers/json.ts";
import { findRows, getRows } from "../answers/rows.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import { quoted } from "../utils/clean-text.ts";
import { noteEnvelope, selectShown } from "./envelope.ts";
import { chooseFields } from "./fields.ts";
import { noteList } from "./list-note.ts";
import { type Asked, adviseOnRest, noteNextPage } from "./pagination.ts";
import { notePeriod } from "./period-note.ts";
import { type Encoded, encodeWithin } from "./toon.ts";
import { truncate } from "./truncate.ts";

/** Characters of a result. Clients cut or divert what is longer. */
export const LONGEST_RESULT = 40_000;

/** The call that an answer belongs to. */
export interface RenderRequest extends Asked {
  readonly connector: Connector;
  readonly now: Date;
  /** The tool that looks at every column of all rows, where there is one here. */
  readonly queryTool?: string | undefined;
  /** More that must be said of this answer, one sentence each. */
  readonly notes?: readonly string[];
}

/**
 * Makes what the assistant reads: Keyscope's lines, each beginning with "#" (what the answer is, then notes), and after
 * them the data as one TOON or JSON document up to the end. At most 40,000 characters. Never throws.
 */
export function renderAnswer(answer: Answer, request: RenderRequest): string {
  const { connector, fields = [] } = request;
  const shown = selectShown(answer.document, connector.envelope);
  const chosen = fields.length > 0 ? chooseFields(shown, fields) : { content: shown.content, notes: [] };
  const notes = [...noteAnswer(answer, request), ...chosen.notes];
  const nextPage = noteNextPage(answer.document, request);
  // The next page's cursor leads past the rows that were cut: then only the way to those is told.
  const ending = (cuts: readonly string[]) => (cuts.length > 0 || nextPage === undefined ? cuts : [nextPage]);
  const frame = (cuts: readonly string[], block: Announced) =>
    [
      writeHeader(connector, answer),
      ...[...notes, ...ending(cuts)].map(writeComment),
      writeDataLine(connector.title, block),
      "",
    ].join("\n");
  const { content } = chosen;
  const room = (more: readonly string[]) => LONGEST_RESULT - frame(more, { format: "TOON" }).length;
  const whole = encodeWithin(content, answer.traits, room([]));
  if (whole !== undefined) return frame([], whole) + whole.text;
  const { block, notes: cuts } = truncate({
    content,
    traits: answer.traits,
    adviseOnRest: (shown) => adviseOnRest(request, shown),
    room,
  });
  return frame(cuts, block) + block.text;
}

/** The rows of what is shown of an answer; an answer without a list is one row. */
export function rowsShown(
  { document }: Answer,
  { connector, fields = [] }: Pick<RenderRequest, "connector" | "fields">,
): readonly Json[] {
  const shown = selectShown(document, connector.envelope);
  const { content } = fields.length > 0 ? chooseFields(shown, fields) : shown;
  const path = findRows(content);
  return path === undefined ? [content] : getRows(content, path);
}

function noteAnswer({ document, meta, traits }: Answer, request: RenderRequest): readonly string[] {
  return [
    notePeriod(request.endpoint, request.arguments, meta, request.now),
    noteEnvelope(document, request.connector.envelope),
    traits.numberedKeys ? 'Keys that came twice in one object are numbered: "x", "x (2)".' : undefined,
    noteList(document, request),
    ...(request.notes ?? []),
  ].filter((note) => note !== undefined);
}

/*
 * Every line of Keyscope's begins with "#". No line of TOON or JSON does: TOON quotes keys and strings that begin so,
 * and its readers skip such lines as comments. So nothing in the data can pass for a line of ours.
 */

/** Makes a line of Keyscope's of a text that holds no line break. */
export function writeComment(text: string): string {
  return `# ${text}`;
}

/** Reads the lines of Keyscope's own off a text that was made here, but for the last, which says that data follows. */
export function readNotes(text: string): readonly string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("# "));
  return lines.slice(0, -1).map((line) => line.slice(2));
}

/** Makes the first line: which product, and what the answer says about store, currency, timezone and time of the data. */
function writeHeader({ title }: Connector, { meta }: Answer): string {
  return writeComment(tellMeta(title, meta));
}

/** Which product, and what its answers say about store, currency, timezone and time of the data. */
export function tellMeta(title: string, meta: AnswerMeta): string {
  const facts = FACTS.flatMap((fact) => {
    const value = meta[fact];
    if (value === undefined) return [];
    return [`${fact} ${typeof value === "string" ? quoted(value) : value}`];
  });
  return facts.length === 0 ? title : `${title}: ${facts.join(", ")}`;
}

/** What the line above the data says of it. */
export type Announced = Pick<Encoded, "format" | "note">;

/** Makes the line after which all is data, up to the end of the text. */
export function writeDataLine(title: string, { format, note }: Announced): string {
  return writeComment(`All below is data from ${title} (${note === undefined ? format : `${format}, ${note}`}):`);
}
