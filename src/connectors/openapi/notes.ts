import { shown } from "./parameters.ts";

/** Collects what a person should know of the conversion, as sentences, each once. */
export interface Notes {
  readonly add: (sentence: string) => void;
  /** An optional parameter that a tool does without. */
  readonly dropped: (name: string, why: string) => void;
  readonly all: () => readonly string[];
}

const NAMES_SHOWN = 8;

/** @param first what is known already */
export function collectNotes(first: readonly string[]): Notes {
  const sentences = new Set(first);
  const byReason = new Map<string, Map<string, number>>();
  return {
    add: (sentence) => void sentences.add(sentence),
    dropped: (name, why) => {
      const names = byReason.get(why) ?? new Map<string, number>();
      byReason.set(why, names.set(name, (names.get(name) ?? 0) + 1));
    },
    all: () => [...sentences, ...[...byReason].map(([why, names]) => droppedNote(why, names))],
  };
}

/** Those that most tools lack come first. */
function droppedNote(why: string, names: ReadonlyMap<string, number>): string {
  const ordered = [...names].sort((a, b) => b[1] - a[1]);
  const some = ordered
    .slice(0, NAMES_SHOWN)
    .map(([name, count]) => (count === 1 ? shown(name) : `${shown(name)} (${count} tools)`));
  const more = ordered.length > NAMES_SHOWN ? ` and ${ordered.length - NAMES_SHOWN} more` : "";
  return `Optional parameters left away, because each ${why}: ${some.join(", ")}${more}.`;
}
