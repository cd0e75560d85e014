import { createEngine, type Engine } from "../engine/engine.ts";
import type { Installation } from "../engine/installation.ts";
import type { Table } from "../tables/table.ts";

/**
 * The engines that work on the same rows: one for each set of tables that somebody may ask. A process has no row of a table
 * that is not in its set, so that no statement reaches one, whatever it says.
 */
export interface Engines {
  /** Works with the engine for exactly these tables. */
  use<T>(tables: readonly Table[], work: (engine: Engine) => Promise<T>): Promise<T>;
  /** Ends those that may have rows of other tables. */
  closeBeyond(permitted: readonly Table[]): void;
  close(): void;
}

/** So many processes stay although nobody asks them, the ones that were used last. Each takes about 80 MB. */
const MOST_IDLE = 3;

interface Kept {
  readonly engine: Engine;
  readonly names: ReadonlySet<string>;
  users: number;
}

export function keepEngines(installation: Installation): Engines {
  /** By the tables' names, the one that was used last at the end. */
  const kept = new Map<string, Kept>();

  function open(tables: readonly Table[]): Kept {
    const names = tables.map(({ name }) => name).sort();
    const key = names.join(" ");
    const found = kept.get(key) ?? { engine: createEngine({ installation }), names: new Set(names), users: 0 };
    kept.delete(key);
    kept.set(key, found);
    return found;
  }

  function closeIf(isOver: (one: Kept) => boolean): void {
    for (const [key, one] of kept) {
      if (!isOver(one)) continue;
      kept.delete(key);
      one.engine.close();
    }
  }

  function closeIdle(): void {
    const idle = [...kept.values()].filter(({ users }) => users === 0);
    const over = new Set(idle.slice(0, -MOST_IDLE));
    closeIf((one) => over.has(one));
  }

  return {
    async use(tables, work) {
      const used = open(tables);
      used.users += 1;
      try {
        return await work(used.engine);
      } finally {
        used.users -= 1;
        closeIdle();
      }
    },
    closeBeyond(permitted) {
      const names = new Set(permitted.map(({ name }) => name));
      closeIf((one) => [...one.names].some((name) => !names.has(name)));
    },
    close: () => closeIf(() => true),
  };
}
