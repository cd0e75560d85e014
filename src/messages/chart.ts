import type { NothingToDraw } from "../charts/choose.ts";
import { quoted, quotedList } from "../utils/clean-text.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { didYouMean } from "./phrases.ts";

/** Why there is nothing to draw, or why something is not drawn as somebody wished, as one sentence. */
export function explainNothing(reason: NothingToDraw): string {
  switch (reason.kind) {
    case "no-rows":
      return "there are no rows.";
    case "no-numbers":
      return "no column holds numbers only.";
    case "unknown-column": {
      const { column, columns } = reason;
      const nearest = nearestName(column, columns);
      return `there is no column ${quoted(column)}.${didYouMean(nearest && quoted(nearest))} There are ${quotedList(columns, 300)}.`;
    }
    case "not-numbers":
      return `the column ${quoted(reason.column)} holds more than numbers.`;
    default:
      return reason satisfies never;
  }
}

/** A part of a wish that the rows do not have, beside the answer that came all the same. */
export function tellMisfit(reason: NothingToDraw): string {
  const why =
    reason.kind === "no-numbers" ? "of the columns named, none is left with numbers." : explainNothing(reason);
  return `chart: ${why} The rows are drawn without that.`;
}
