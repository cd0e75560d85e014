import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { ExampleKey } from "../../src/sandbox/index.ts";
import type { Question, Row } from "./question.ts";

/** A question with the store of this moment in it. */
export interface ReadyQuestion extends Omit<Question<never>, "sql" | "expected"> {
  readonly sql: string;
  readonly expected: readonly Row[];
}

/** Questions that are put to one server together. */
export interface Block {
  readonly title: string;
  readonly questions: readonly ReadyQuestion[];
  /** What list_tables must tell, because questions rest on it. */
  readonly told: readonly string[];
  /** What all of them together, and list_tables before them, may cost. */
  readonly most?: { readonly calls: number; readonly tokens: number };
}

/** One emulated shop: how to reach it, how much is in it, and what is asked of it. */
export interface Subject {
  readonly connector: Connector;
  readonly key: ExampleKey;
  /** What is asked of the connector as it comes, where it can answer nothing. */
  readonly unanswerable?: readonly string[];
  /** A file that a person adds before the questions. */
  readonly definition?: object;
  /** How many rows each table has, as far as the API gives them. */
  readonly tables: Readonly<Record<string, number>>;
  readonly blocks: readonly Block[];
}

/** Puts the store of this moment into questions. */
export function readyFor<Store>(store: Store): (questions: readonly Question<Store>[]) => readonly ReadyQuestion[] {
  return (questions) =>
    questions.map((question) => {
      const { sql, expected } = question;
      return { ...question, sql: typeof sql === "string" ? sql : sql(store), expected: expected(store) };
    });
}

/** What the short form asks: all that has a limit of its own, and every third question besides. */
export function shortened(subject: Subject): Subject {
  const blocks = subject.blocks.map((block) =>
    block.most === undefined ? { ...block, questions: block.questions.filter((_, at) => at % 3 === 0) } : block,
  );
  return { ...subject, blocks };
}
