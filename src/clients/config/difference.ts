import { structuredPatch } from "diff";
import { hideLikelySecrets } from "../../credentials/looks-secret.ts";

/** One line of a difference. `hunk`: where the lines after it are. */
export interface DifferenceLine {
  readonly kind: "hunk" | "added" | "removed" | "same";
  readonly text: string;
}

/** By how `diff` begins a line. It writes "\ No newline at end of file" too, which is not shown. */
const KINDS: Readonly<Record<string, DifferenceLine["kind"]>> = { "+": "added", "-": "removed", " ": "same" };

/** Longer lines are files written on a single line; only the change in them is shown. */
const LONGEST_LINE = 300;

/**
 * Lists the lines in which two texts of a configuration differ, with their neighbours. What may be a secret in lines
 * that were there is hidden: clients' files hold other servers' keys.
 */
export function difference(before: string, after: string): DifferenceLine[] {
  const old = new Set(unified(before).split("\n").map(bare));
  const hide = ({ kind, text }: DifferenceLine): DifferenceLine => {
    // A line to which only a comma was added is an old one. Our own lines hold paths, which may look made up.
    const isOurs = kind === "hunk" || (kind === "added" && !old.has(bare(text)));
    return { kind, text: hideLikelySecrets(text, isOurs) };
  };
  const { hunks } = structuredPatch("", "", unified(before), unified(after), undefined, undefined, { context: 3 });
  const lines = hunks.flatMap(({ oldStart, newStart, lines }): DifferenceLine[] => [
    { kind: "hunk", text: `@@ line ${Math.max(1, oldStart === 0 ? newStart : oldStart)} @@` },
    ...lines.flatMap((line) => {
      const kind = KINDS[line.slice(0, 1)];
      return kind === undefined ? [] : [{ kind, text: line.slice(1) }];
    }),
  ]);
  if (lines.some(({ text }) => text.length > LONGEST_LINE)) return inOneLine(unified(before), unified(after)).map(hide);
  return lines.map(hide);
}

/** Line ends as such are not shown; that they stay is the editor's business. */
function unified(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(/^\uFEFF/, "");
}

/** What is different between the common beginning and the common end. */
function inOneLine(before: string, after: string): DifferenceLine[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const removed = before.slice(start, before.length - end);
  const added = after.slice(start, after.length - end);
  return [
    { kind: "hunk", text: `@@ character ${start + 1} @@` },
    ...lines("removed", removed),
    ...lines("added", added),
  ];
}

function lines(kind: DifferenceLine["kind"], text: string): DifferenceLine[] {
  return text === "" ? [] : text.split("\n").map((line) => ({ kind, text: line }));
}

function bare(line: string): string {
  return line.trim().replace(/,$/, "");
}
