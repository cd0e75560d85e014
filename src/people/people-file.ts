import { statSync } from "node:fs";
import { formatIssue } from "../connectors/custom/issues.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import { readRegularFile, whyUnreadable } from "../utils/read-file.ts";
import type { Clock } from "../utils/time.ts";
import { LARGEST_PEOPLE_FILE, type People, type ReadPeople, readPeople } from "./read-people.ts";

/** A people.json that is in use. */
export interface PeopleFile {
  /** What it says, as it was last when it could be used. Looks whether it changed, at most once a second. */
  current(): People;
  /** Why the file as it lies there now is not in use, as clauses; undefined where it is. */
  problem(): string | undefined;
}

/** Whom the file tells. */
export interface PeopleFileEvents {
  /** It was read again. */
  readonly onRead: () => void;
  /** It changed and cannot be used, once for each change; what it said before stays in use. */
  readonly onProblem: (problem: string) => void;
}

/** A file as the system has it. */
export interface FileReader {
  /** Something that is another one when the file is; undefined where it is not there. */
  stamp(path: string): string | undefined;
  /** Throws `FileRefused`, or the system's error. */
  read(path: string): string;
}

const LOOK_MS = 1_000;

const systemReader: FileReader = {
  stamp(path) {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.ino} ${found.size} ${found.mtimeNs}`;
  },
  read: (path) => readRegularFile(path, LARGEST_PEOPLE_FILE).toString(),
};

/** Reads a people.json once. */
export function readPeopleFile(path: string, connector: Connector, reader = systemReader): ReadPeople {
  let text: string;
  try {
    text = reader.read(path);
  } catch (error) {
    return { ok: false, problems: [{ at: "", message: `cannot be read: ${whyUnreadable(error)}` }] };
  }
  return readPeople(text, connector);
}

/**
 * Opens a people.json and follows it from then on: whole or not at all, so that a file that is broken or gone changes nothing
 * but what is told of it.
 * @returns its mistakes where it cannot be used at the start
 */
export function openPeopleFile(
  path: string,
  connector: Connector,
  clock: Pick<Clock, "now">,
  events: PeopleFileEvents,
  reader = systemReader,
): { readonly ok: true; readonly file: PeopleFile } | Extract<ReadPeople, { ok: false }> {
  // Before it is read, so that a change in between is seen.
  let stamp = stampOf(path, reader);
  let lookedAt = clock.now();
  const first = readPeopleFile(path, connector, reader);
  if (!first.ok) return first;
  let { people } = first;
  let problem: string | undefined;

  function look(): void {
    if (clock.now() - lookedAt < LOOK_MS) return;
    lookedAt = clock.now();
    const now = stampOf(path, reader);
    if (now === stamp) return;
    stamp = now;
    const read = readPeopleFile(path, connector, reader);
    problem = read.ok ? undefined : read.problems.map(formatIssue).join("; ");
    if (read.ok) people = read.people;
    if (problem === undefined) events.onRead();
    else events.onProblem(problem);
  }

  return {
    ok: true,
    file: {
      current() {
        look();
        return people;
      },
      problem() {
        look();
        return problem;
      },
    },
  };
}

/** A folder that may not be looked into any more is as if the file were gone. */
function stampOf(path: string, reader: FileReader): string | undefined {
  try {
    return reader.stamp(path);
  } catch {
    return undefined;
  }
}
