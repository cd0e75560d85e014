import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { type DefinitionIssue, describePlace } from "../connectors/custom/issues.ts";

/** A text as JSON, or all that is wrong with it as such. */
export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly DefinitionIssue[] };

const OPTIONS = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false } as const;

/** More would be about the same mistake, or about a file that is something else. */
const MOST_PROBLEMS = 20;

/**
 * Reads strict JSON. Unlike `JSON.parse` it says where a mistake is, in every version of Node, and takes no name that is there
 * twice, of which the first would be as if it were not there.
 */
export function parseJson(text: string): ParsedJson {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, OPTIONS);
  } catch (error) {
    if (error instanceof RangeError) return fail([{ at: "", message: "is nested too deeply" }]);
    throw error;
  }
  const [error] = errors;
  // The others mostly follow from the first.
  if (error !== undefined) return fail([{ at: placeAt(text, error.offset), message: tellError(error) }]);
  const names = root === undefined ? [] : [...findWrongNames(root)];
  if (names.length > 0) return fail(names.slice(0, MOST_PROBLEMS));
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return fail([{ at: "", message: "is not JSON: save it anew as plain text in UTF-8" }]);
  }
}

function fail(problems: readonly DefinitionIssue[]): ParsedJson {
  return { ok: false, problems };
}

function* findWrongNames(root: Node): Iterable<DefinitionIssue> {
  const open: { readonly node: Node; readonly path: readonly (string | number)[] }[] = [{ node: root, path: [] }];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { node, path } = next;
    const seen = new Set<string>();
    for (const [index, child] of (node.children ?? []).entries()) {
      if (node.type !== "object") {
        open.push({ node: child, path: [...path, index] });
        continue;
      }
      const [key, value] = child.children ?? [];
      const name = String(key?.value);
      const at = describePlace([...path, name]);
      if (seen.has(name)) yield { at, message: "is there twice; take one of them out" };
      else if (name === "__proto__") yield { at, message: "is no name that can stand here" };
      seen.add(name);
      if (value !== undefined) open.push({ node: value, path: [...path, name] });
    }
  }
}

/** Such as "line 3, column 5". */
function placeAt(text: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

function tellError({ error }: ParseError): string {
  return `is not JSON: ${MISTAKES.get(printParseErrorCode(error)) ?? "this cannot stand here"}`;
}

const MISTAKES: ReadonlyMap<string, string> = new Map([
  ["PropertyNameExpected", "a name in double quotes is missing, or the comma before is one too many"],
  ["ValueExpected", "a value is missing, or the comma before is one too many"],
  ["ColonExpected", "a colon is missing before this"],
  ["CommaExpected", "a comma is missing before this"],
  ["CloseBraceExpected", "a } is missing"],
  ["CloseBracketExpected", "a ] is missing"],
  ["EndOfFileExpected", "the file should end before this"],
  ["InvalidCommentToken", "JSON has no comments; take it out"],
  ["UnexpectedEndOfComment", "JSON has no comments; take it out"],
  ["UnexpectedEndOfString", "a double quote is missing at the end of this text"],
  ["InvalidSymbol", "this is no value; texts stand in double quotes"],
]);
