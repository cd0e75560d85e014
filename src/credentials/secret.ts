import { inspect } from "node:util";

const HIDDEN = "[secret]";

/**
 * An API key on its way through the program, of one part or two (a consumer key with its secret). Printing, logging,
 * serialising or inspecting it gives `[secret]`; only `reveal` and `revealParts` give the key, and only
 * `src/credentials` may call them (test/architecture.test.ts).
 */
export class Secret {
  readonly #first: string;
  readonly #second: string | undefined;

  constructor(first: string, second?: string) {
    this.#first = first;
    this.#second = second;
  }

  /** The key itself; the two parts with a colon between, as HTTP Basic has them. */
  reveal(): string {
    return this.revealParts().join(":");
  }

  /** The key's one or two parts. */
  revealParts(): readonly [string] | readonly [string, string] {
    return this.#second === undefined ? [this.#first] : [this.#first, this.#second];
  }

  /** What a person may see of it, to tell one key from another: the end of the first part. Short keys show nothing. */
  get lastFour(): string {
    return this.#first.length >= 12 ? this.#first.slice(-4) : "";
  }

  startsWith(prefix: string): boolean {
    return this.#first.startsWith(prefix);
  }

  /** Whether it is the very same text. */
  equals(other: Secret): boolean {
    return this.#first === other.#first && this.#second === other.#second;
  }

  /** The key of two parts that begins with this one. */
  withSecond(second: Secret): Secret {
    return new Secret(this.#first, second.#first);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
