import { alignColumns } from "../../src/terminal/table.ts";
import type { Tenth } from "./growth.ts";
import type { Subject } from "./round.ts";

/** What a soak came to. */
export interface Outcome {
  readonly subjects: readonly Subject[];
  /** Of each subject, in the same order. */
  readonly tenths: readonly (readonly Tenth[])[];
  /** Requests that the sandbox saw. */
  readonly requests: number;
  readonly seconds: number;
  /** Why keys could not be rotated. */
  readonly skipped: string | undefined;
}

export function describe({ subjects, tenths, requests, seconds, skipped }: Outcome): string {
  const calls = sum(subjects.map(({ tally }) => tally.calls));
  const reached = sum(subjects.map(({ tally }) => tally.reached));
  const faults = merged(subjects.map(({ tally }) => tally.faults));
  const lines = subjects.flatMap(({ server }) => server.stderr());
  return [
    `Node ${process.version}, ${subjects.length} servers, ${seconds.toFixed(0)} s`,
    ...alignColumns([
      ["calls", String(calls)],
      ["  that asked the API, or joined one that did", `${reached} (${((100 * reached) / calls).toFixed(0)} %)`],
      ["  answered by Keyscope alone, or cancelled", String(calls - reached)],
      ["requests that the API saw, with probes and retries", String(requests)],
      ["keys rotated", skipped ?? String(sum(subjects.map(({ rotations }) => rotations)))],
      ["notices that the list changed", String(sum(subjects.map(({ server }) => server.listChanges())))],
      ["lines on standard error", String(lines.length)],
      ["  listener warnings", String(lines.filter((line) => line.includes("MaxListenersExceeded")).length)],
      ["  unhandled rejections", String(lines.filter((line) => /unexpected: |UnhandledPromise/.test(line)).length)],
      ["unexpected answers", String(sum(subjects.map(({ tally }) => tally.unexpected.length)))],
    ]),
    "",
    `Faults set up: ${sum([...faults.values()])}. Those for a key that is over its limit meet no request.`,
    ...alignColumns([...faults].map(([name, times]) => [`  ${name}`, String(times)])),
    "",
    "Answers",
    ...alignColumns(
      [...merged(subjects.map(({ tally }) => tally.answers))]
        .sort(([, a], [, b]) => b - a)
        .map(([kind, times]) => [`  ${kind}`, String(times)]),
    ),
    "",
    "From the second tenth to the last: resident memory and heap after a collection in MB, descriptors, timers",
    ...alignColumns(
      subjects.map(({ name, tally }, index) => {
        const [second, last] = [tenths[index]?.[1], tenths[index]?.at(-1)];
        const change = (of: (tenth: Tenth) => number, digits: number) =>
          second === undefined || last === undefined
            ? "?"
            : `${of(second).toFixed(digits)} → ${of(last).toFixed(digits)}`;
        return [
          `  ${name}`,
          `${tally.calls} calls`,
          change(({ residentMb }) => residentMb, 1),
          change(({ heapMb }) => heapMb, 2),
          change(({ descriptors }) => descriptors, 0),
          change(({ timers }) => timers, 0),
        ];
      }),
    ),
    "",
  ].join("\n");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function merged(maps: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const map of maps) for (const [name, times] of map) all.set(name, (all.get(name) ?? 0) + times);
  return all;
}
