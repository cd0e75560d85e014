import { getMember, isRecord } from "../utils/own.ts";
import type { Refused } from "./fill-in.ts";

/*
 * What a client sends, read here and not by the SDK's schemas: those call what is wrong with it a failure of the server, in
 * words for programmers. Lenient where the meaning is plain: a number is its text, and null is nothing.
 */

/** A prompt that is asked for, with what was given by the arguments' names. */
export interface AskedPrompt {
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
}

/** An argument whose values are asked for, and what is typed of it so far. */
export interface AskedValues {
  readonly name: string;
  readonly argument: string;
  readonly typed: string;
}

/** Reads the params of `prompts/get`. */
export function readAskedPrompt(params: unknown): AskedPrompt | Refused {
  const name = textOf(params, "name");
  if (name === undefined) return { refused: "The name of a prompt is missing." };
  const given = getMember(params, "arguments") ?? {};
  const entries = isRecord(given) ? Object.entries(given).filter(([, value]) => value !== null) : undefined;
  if (entries === undefined || !entries.every(([, value]) => isPlain(value))) {
    return { refused: "The arguments of a prompt must be texts by their names." };
  }
  return { name, given: Object.fromEntries(entries.map(([argument, value]) => [argument, String(value)])) };
}

/** Reads the params of `completion/complete`. */
export function readAskedValues(params: unknown): AskedValues | Refused {
  const [ref, argument] = [getMember(params, "ref"), getMember(params, "argument")];
  if (textOf(ref, "type") !== "ref/prompt") return { refused: "Only arguments of prompts can be completed here." };
  const [name, asked, typed] = [textOf(ref, "name"), textOf(argument, "name"), textOf(argument, "value")];
  if (name === undefined || asked === undefined || typed === undefined) {
    return { refused: "The name of the prompt, or the name or value of its argument, is missing." };
  }
  return { name, argument: asked, typed };
}

function textOf(value: unknown, name: string): string | undefined {
  const text = getMember(value, name);
  return typeof text === "string" ? text : undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
