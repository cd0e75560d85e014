import { alignColumns } from "../../src/terminal/table.ts";
import { type Asked, addCosts, type Cost, type PlayedBlock } from "./run.ts";

/** A block as a table: each question with its verdict and its cost, and what all of them cost together. */
export function describeBlock(block: PlayedBlock): string {
  const { title, asked, most } = block;
  const all = costOf(block);
  const limits = most === undefined ? "" : `; at most ${most.calls} and ${most.tokens.toLocaleString("en")}`;
  const verdict = most === undefined ? "" : isWithin(most, all) ? ": reached" : ": NOT REACHED";
  return [
    title,
    ...alignColumns(everyCall(block).map(askedCells)),
    `${describeCost(all)} in all${limits}${verdict}`,
    ...describeEach(asked),
  ].join("\n");
}

/** The questions that have a limit of their own. */
function describeEach(asked: readonly Asked[]): readonly string[] {
  return asked.flatMap(({ ask, below, tokens, wrong }) =>
    below === undefined
      ? []
      : [
          `${tokens} tokens, below ${below}: ${tokens < below && wrong === undefined ? "reached" : "NOT REACHED"}: ${ask}`,
        ],
  );
}

/** How many were right, and what they cost. */
export function describeTotal(played: readonly PlayedBlock[], seconds: number): string {
  const asked = played.flatMap((block) => block.asked);
  const right = asked.filter(({ wrong }) => wrong === undefined).length;
  const cost = addCosts(played.map(costOf));
  return `${right} of ${asked.length} questions right, ${describeCost(cost)}, ${seconds.toFixed(0)} s. Tokens (o200k) are those of the results, which the assistant reads.`;
}

/** Everything that must not be, each in a line. */
export function failuresOf(played: readonly PlayedBlock[]): readonly string[] {
  return played.flatMap((block) => [
    ...everyCall(block).flatMap(({ ask, wrong }) => (wrong === undefined ? [] : [`${ask} ${wrong}`])),
    ...(isWithin(block.most, costOf(block)) ? [] : [`${block.title}: more calls or tokens than they may cost`]),
  ]);
}

function everyCall({ tables, asked }: PlayedBlock): readonly Asked[] {
  return tables === undefined ? asked : [tables, ...asked];
}

function costOf(block: PlayedBlock): Cost {
  return addCosts(everyCall(block));
}

function askedCells({ ask, wrong, calls, tokens, seconds }: Asked): string[] {
  const cost = [`${calls} ${calls === 1 ? "call" : "calls"}`, `${tokens} tokens`, `${seconds.toFixed(2)} s`];
  return [wrong === undefined ? "right" : "WRONG", ...cost, ask, wrong ?? ""];
}

function isWithin(most: PlayedBlock["most"], { calls, tokens }: Cost): boolean {
  return most === undefined || (calls <= most.calls && tokens <= most.tokens);
}

function describeCost({ calls, tokens }: Cost): string {
  return `${calls} calls and ${tokens.toLocaleString("en")} tokens`;
}
