import { inspect } from "node:util";

const HIDDEN = "[secret]";

/**
 * An API key on its way through the program. Printing, logging, serialising or inspecting it gives `[secret]`;
 * only `reveal` gives the key, and only `src/credentials` may call it (test/architecture.test.ts).
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The key itself. */
  reveal(): string {
    return this.#value;
  }

  /** What a person may see of it, to tell one key from another. Short keys show nothing. */
  get lastFour(): string {
    return this.#value.length >= 12 ? this.#value.slice(-4) : "";
  }

  startsWith(prefix: string): boolean {
    return this.#value.startsWith(prefix);
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
