import { type Event, getScalarValue, parseEvents } from "js-yaml";

/** A value of a YAML document and where it stands. */
export interface Tree {
  /** `other`: a scalar, an alias, or a table or list in braces. */
  readonly kind: "table" | "list" | "other";
  /** Of a scalar. */
  readonly text: string;
  readonly from: number;
  /** Before a comment behind it. */
  readonly to: number;
  /** A table's keys and values in turn, or a list's members. */
  readonly members: readonly Tree[];
  /** There is nothing in it, or it is null. */
  readonly isEmpty: boolean;
}

/** Reads a document as a tree; undefined when it is empty or not valid. */
export function readTree(text: string): Tree | undefined {
  try {
    const events = parseEvents(text, {}).values();
    // The first begins the document.
    events.next();
    return readNext(events, text, 0);
  } catch {
    return undefined;
  }
}

/** The library's `EVENT_ID`, and of its styles those in braces and in quotes, whose places leave the quotes out. */
const [SEQUENCE, MAPPING, SCALAR, ALIAS] = [2, 3, 4, 5] as const;
const FLOW = 2;
const QUOTED: readonly number[] = [2, 3];

/** Undefined at the end of a table or list. What is absent, such as the value of a bare key, stands at `before`. */
function readNext(events: Iterator<Event>, text: string, before: number): Tree | undefined {
  const { value: event, done } = events.next();
  if (done === true) return undefined;
  switch (event.type) {
    case SEQUENCE:
    case MAPPING: {
      const members = readMembers(events, text, event.start);
      const inner = members.at(-1)?.to ?? event.start;
      const isFlow = event.style === FLOW;
      const kind = isFlow ? "other" : event.type === MAPPING ? "table" : "list";
      const to = isFlow ? endOfBraces(text, Math.max(inner, event.start + 1)) : inner;
      return { kind, text: "", from: event.start, to, members, isEmpty: members.length === 0 };
    }
    case SCALAR: {
      const quotes = QUOTED.includes(event.style) ? 1 : 0;
      const [from, to] = event.valueStart < 0 ? [before, before] : [event.valueStart - quotes, event.valueEnd + quotes];
      const value = getScalarValue(text, event);
      return {
        kind: "other",
        text: value,
        from,
        to,
        members: [],
        isEmpty: quotes === 0 && /^(?:~|null)?$/.test(value),
      };
    }
    case ALIAS:
      return { kind: "other", text: "", from: event.anchorStart, to: event.anchorEnd, members: [], isEmpty: false };
    default:
      return undefined;
  }
}

function readMembers(events: Iterator<Event>, text: string, start: number): Tree[] {
  const members: Tree[] = [];
  let next = readNext(events, text, start);
  while (next !== undefined) {
    members.push(next);
    // A bare key ends with its colon.
    next = readNext(events, text, members.length % 2 === 1 && text[next.to] === ":" ? next.to + 1 : next.to);
  }
  return members;
}

/** Behind the last member only blanks, commas and comments come before the closing brace. */
function endOfBraces(text: string, from: number): number {
  const rest = /^(?:[\s,:]|#[^\n]*)*[}\]]/.exec(text.slice(from));
  return from + (rest?.[0].length ?? 0);
}
