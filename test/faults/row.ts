import type { Reaction } from "../helpers/fake-api.ts";

/** One way in which the other side can fail, and what has to come of it. */
export interface Row {
  readonly name: string;
  /** What the API does with the requests of this call, one after the other; the last one for all that follow. */
  readonly api: readonly Reaction[];
  /** Requests that the API may see of this call: one more is a retry that should not have happened. */
  readonly requests: number;
  /** What the assistant must be told. */
  readonly says: readonly (string | RegExp)[];
  /** The call succeeds all the same. */
  readonly succeeds?: true;
  /** The client gives up as soon as the API has the request, because nothing will ever come. */
  readonly givenUp?: true;
  /**
   * The failure is about the key, so that the row needs one of its own, and how the next call goes: as if nothing had
   * been, answered locally without a request, or well after a look at the access.
   */
  readonly key?: { readonly next: "answers" | "waits" | "answers after a look"; readonly probes: number };
}

/** An answer that is tried again up to twice. */
export const THRICE = { requests: 3, said: "it was tried 3 times" } as const;

/** A small good body. */
export const GOOD = '{"data":{"rows":[{"id":1,"echo":"good"}]},"meta":{"shop":"Teapots"}}';
