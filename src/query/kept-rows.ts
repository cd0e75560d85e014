import type { Credential } from "../credentials/credential.ts";
import { createEngine } from "../engine/engine.ts";
import type { Installation, NoEngine } from "../engine/installation.ts";
import type { Session } from "../scopes/session.ts";
import { type Table, tablesFor } from "../tables/table.ts";
import { createTables, type Tables, type TablesSources } from "../tables/tables.ts";
import { type Engines, keepEngines } from "./engines.ts";

/**
 * The rows of a key's lists and what works on them, kept once for all who may ask about them. Who may ask about which tables is
 * for `questions.ts`; what the key permits is looked after here.
 */
export interface KeptRows extends Pick<Tables, "readEach">, Pick<Engines, "use"> {
  readonly installation: Installation;
  /** The key whose rows they are. */
  credential(): Credential | undefined;
  /** Removes what the key does not permit, or not any more. */
  settle(): Promise<void>;
  /** Removes everything. */
  forget(): Promise<void>;
  /** Why no question can be answered here, after a start of the engine where none was seen to work lately. */
  tryEngine(): Promise<NoEngine | undefined>;
  /** Ends the engines' processes and whatever is being read. Resolves when other processes may read it. */
  close(): Promise<void>;
}

/** What rows need from the world. */
export interface RowsSources extends TablesSources {
  readonly session: TablesSources["session"] & Pick<Session, "knownView" | "onGrantChanged">;
  readonly installation: Installation;
}

export function keepRows(sources: RowsSources): KeptRows {
  const { session, installation } = sources;
  const tables = createTables(sources);
  const engines = keepEngines(installation);

  /** What the engines have of the others goes with their processes. */
  async function forgetAllBut(permitted: readonly Table[]): Promise<void> {
    const isOver = await tables.keepOnly(permitted);
    if (isOver) engines.close();
    else engines.closeBeyond(permitted);
  }

  const settle = () => forgetAllBut(tablesFor(session.connector, session.knownView()));

  let credential = session.credential();
  // Not at the next question: rows of a key that was taken away are nobody's any more.
  session.onGrantChanged(() => {
    if (session.credential() === credential) return;
    credential = session.credential();
    void settle();
  });

  return {
    installation,
    readEach: tables.readEach,
    use: engines.use,
    credential: session.credential,
    settle,
    forget: () => forgetAllBut([]),
    tryEngine: () => createEngine({ installation }).tryOut(),
    async close() {
      engines.close();
      await tables.close();
    },
  };
}
