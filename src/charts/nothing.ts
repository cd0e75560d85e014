import { quoted, quotedList } from "../utils/clean-text.ts";
import type { NothingToDraw } from "./choose.ts";

/** Says why there is nothing to draw, to stand behind "There is nothing to draw: ". */
export function explainNothing(reason: NothingToDraw): string {
  switch (reason.kind) {
    case "no-rows":
      return "there are no rows.";
    case "no-numbers":
      return "no column holds numbers only.";
    case "unknown-column":
      return `there is no column ${quoted(reason.column)}. There are ${quotedList(reason.columns, 300)}.`;
    case "not-numbers":
      return `the column ${quoted(reason.column)} holds more than numbers.`;
    default:
      return reason satisfies never;
  }
}
