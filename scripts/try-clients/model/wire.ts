/** What a client asked its model. */
export interface Asked {
  /** As they are offered. */
  readonly tools: readonly string[];
  /** What the tool answered that was called; undefined as long as none was. */
  readonly answer: unknown;
  readonly isStream: boolean;
}

/** The model's next word: it calls a tool, or it is done. */
export type Said = { readonly kind: "call"; readonly name: string; readonly input: object } | { readonly kind: "done" };

/** How a maker's models are spoken to over HTTP. */
export interface Wire {
  /** Of the requests that it is for. */
  readonly path: RegExp;
  /** Undefined where a request is not as the maker documents it. */
  read(body: unknown, path: string): Asked | undefined;
  /** The data of the events where it is a stream, otherwise the one answer. */
  write(said: Said, isStream: boolean): readonly object[];
  /** What ends a stream. */
  readonly end?: string;
}

/** The name of every call. */
export const CALL = "call_1";

/** What the model says in the end. */
export const DONE = "Done.";
