import { difference } from "../../clients/config/difference.ts";
import type { Output, Style } from "../../terminal/output.ts";

const STYLES: Readonly<
  Record<ReturnType<typeof difference>[number]["kind"], { mark: string; style: Style | undefined }>
> = {
  hunk: { mark: "", style: "cyan" },
  added: { mark: "+", style: "green" },
  removed: { mark: "-", style: "red" },
  same: { mark: " ", style: undefined },
};

/** Prints what is going to change in a file. Other servers' keys in it are hidden, and `secrets` wherever they are. */
export function showDifference(
  file: string,
  before: string | undefined,
  after: string | undefined,
  output: Output,
  secrets: readonly string[] = [],
): void {
  const what = before === undefined ? " (new file)" : after === undefined ? " (the file goes)" : "";
  output.out(output.paint("bold", `${file}${what}`));
  for (const { kind, text } of difference(before ?? "", after ?? "", secrets)) {
    const { mark, style } = STYLES[kind];
    output.out(style === undefined ? `${mark}${text}` : output.paint(style, `${mark}${text}`));
  }
}
