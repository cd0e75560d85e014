/** How a file ends its lines: as its first line does; a line feed where there is none. */
export function endOfLineOf(text: string): "\r\n" | "\n" {
  return /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
}

/** What a file indents by: the white space of its first indented line; two spaces where there is none. */
export function indentUnitOf(text: string): string {
  return /^[ \t]+(?=["{}[\]/])/m.exec(text)?.[0] ?? "  ";
}

/** The white space that begins the line in which this place is. */
export function indentAt(text: string, offset: number): string {
  const line =
    text
      .slice(0, offset)
      .split(/\r\n|\r|\n/)
      .at(-1) ?? "";
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** Line and column of a place, from 1. */
export function position(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
