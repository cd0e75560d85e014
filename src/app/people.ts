import { type DefinitionIssue, formatIssue } from "../connectors/custom/issues.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import type { Installation } from "../engine/installation.ts";
import { type Claims, findPerson, type Person } from "../people/allowance.ts";
import { openPeopleFile, type PeopleFile } from "../people/people-file.ts";
import type { KeptRows } from "../query/kept-rows.ts";
import type { AskedQuestions } from "../query/questions.ts";
import { createMaskedSession, createPersonSession } from "../scopes/person-session.ts";
import type { Session } from "../scopes/session.ts";
import type { ToolSources } from "../tools/tool-list.ts";
import { systemClock } from "../utils/time.ts";
import { type App, engineHere } from "./app.ts";
import { CommandError, ExitCode } from "./exit-code.ts";

/** What a server has for its people. */
export interface PeopleTools {
  /**
   * What tools work with for whoever has these claims. Ask for each request: the file may say something else by then. It costs
   * little, because people of the same groups have the same ones.
   */
  sourcesFor(claims: Claims): ToolSources;
  /** Ends whatever is being read for their questions. */
  close(): Promise<void>;
}

/** Of what people's tools are made. */
export interface PeopleSources extends ToolSources, Pick<App, "rowsFolder"> {
  /** The engine of their questions; left out: this program's own. */
  readonly installation?: Installation;
}

/** Different sets of groups of which the sources are kept. */
const MOST_KEPT = 1_000;

/** Opens a people.json and follows it. Ends the command with all its mistakes where it cannot be used. */
export function openPeopleOrEnd(
  path: string,
  connector: Connector,
  log: App["log"],
  onRead: () => void = () => undefined,
): PeopleFile {
  const opened = openPeopleFile(path, connector, systemClock, {
    onRead() {
      log("info", "people: the file was read again");
      onRead();
    },
    onProblem: (problem) =>
      log("error", `people: the file changed and is not used, what it said before holds: ${problem}`),
  });
  if (opened.ok) return opened.file;
  throw new CommandError(
    `${path} cannot be used for ${connector.title}:`,
    ExitCode.usage,
    opened.problems.map(tellProblem),
  );
}

/** One mistake in a people.json, as a line of a list. */
export function tellProblem(problem: DefinitionIssue): string {
  return `- ${formatIssue(problem)}${/[.?]$/.test(problem.message) ? "" : "."}`;
}

/**
 * Gives each person their part of what the server's key permits.
 * @param onDropped hears that everybody gets other sources from now on, because the file was read again or too many are kept
 */
export function openPeople(app: PeopleSources, file: PeopleFile, onDropped: () => void = () => undefined): PeopleTools {
  const { session, questions } = app;
  const rows = openRows(app);
  const kept = new Map<string, ToolSources>();
  let of = file.current();

  function makeSources({ asker, allowance }: Person): ToolSources {
    const own = createPersonSession(session, asker, allowance);
    const keep = allowance?.isMasked === true ? rows.masked : rows.usual;
    let opened: Promise<AskedQuestions> | undefined;
    return {
      session: own,
      questions: {
        open() {
          opened ??= keep().then(async (found) => (await loadQuestions()).createQuestions(own, found));
          return opened;
        },
        whyNone: questions.whyNone,
      },
    };
  }

  return {
    sourcesFor(claims) {
      const people = file.current();
      const person = findPerson(people, claims);
      const key = JSON.stringify(person.asker.groups);
      const isFull = kept.size === MOST_KEPT && !kept.has(key);
      if (people !== of || isFull) {
        of = people;
        kept.clear();
        onDropped();
      }
      const sources = kept.get(key) ?? makeSources(person);
      kept.set(key, sources);
      return sources;
    },
    close: rows.close,
  };
}

/** Rows are read once for all to whom they are shown, and once for all for whom they are masked, each when first needed. */
function openRows({ session, rowsFolder, installation = engineHere() }: PeopleSources) {
  const opened: { usual?: Promise<KeptRows>; masked?: Promise<KeptRows> } = {};

  async function open(of: Session, isSetApart: boolean): Promise<KeptRows> {
    const { keepRows } = await loadQuestions();
    return keepRows({
      session: of,
      clock: systemClock,
      folder: rowsFolder,
      installation,
      isSetApart,
    });
  }

  return {
    usual() {
      opened.usual ??= open(session, false);
      return opened.usual;
    },
    masked() {
      opened.masked ??= open(createMaskedSession(session), true);
      return opened.masked;
    },
    async close() {
      for (const each of [opened.usual, opened.masked]) await (await each)?.close();
    },
  };
}

/** Loaded with the first question. */
function loadQuestions() {
  return import("../query/questions.ts");
}
