import { expect } from "vitest";
import { readAnswer } from "../../src/answers/answer.ts";
import { createPrivacy } from "../../src/privacy/mask-answer.ts";
import { writeJson } from "../../src/render/toon.ts";
import { atOnce } from "../../src/utils/turns.ts";

export const KEY = new Uint8Array(32).fill(7);

interface Options {
  readonly path?: string;
  readonly key?: Uint8Array;
  readonly fields?: readonly string[];
}

/** What is left of a JSON body when it is masked, as JSON again. */
export function maskedBody(body: string, { path = "rows", key = KEY, fields = [] }: Options = {}) {
  const read = atOnce(readAnswer(body, "application/json", undefined));
  if (!read.ok) throw new Error(`Refused as ${read.failure.kind}`);
  const { answer, masked } = atOnce(createPrivacy(key, fields).mask(read.answer, path));
  return { body: writeJson(answer.document, answer.traits), masked, traits: answer.traits };
}

/** What is left of a document when it is masked. */
export function masked(document: unknown, options: Options = {}): unknown {
  return JSON.parse(maskedBody(JSON.stringify(document), options).body);
}

/** A pseudonym, of one kind or any. */
export function pseudonym(kind = "[a-z]+"): RegExp {
  return new RegExp(`^${kind}_[a-z2-7]{9}[2-9]$`);
}

/** For use inside `toEqual`. */
export function aPseudonym(kind: string): unknown {
  return expect.stringMatching(pseudonym(kind));
}
