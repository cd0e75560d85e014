import type { NothingToDraw } from "../charts/choose.ts";
import { explainNothing } from "../charts/nothing.ts";
import { quoted } from "../utils/clean-text.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { didYouMean } from "./phrases.ts";

/** A part of a wish for a chart that the rows do not have, beside the answer that came all the same. */
export function tellMisfit(reason: NothingToDraw): string {
  const why =
    reason.kind === "no-numbers" ? "of the columns named, none is left with numbers." : explainNothing(reason);
  const nearest = reason.kind === "unknown-column" ? nearestName(reason.column, reason.columns) : undefined;
  return `chart: ${why}${didYouMean(nearest && quoted(nearest))} The rows are drawn without that.`;
}
