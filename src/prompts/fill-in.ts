import { type Connector, type Prompt, type PromptArgument, toolPrefix } from "../connectors/schema/connector.ts";
import { dayIn, findDay } from "../utils/calendar.ts";
import { beginning, cleanText, isDirty, quoted } from "../utils/clean-text.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { getOwn } from "../utils/own.ts";
import { offerPeriods, tellPeriod } from "./periods.ts";

/** What is wrong with a value that was given, as sentences for whoever gave it. */
export interface Refused {
  readonly refused: string;
}

/** The moment at which a prompt is asked for, and the shop's time zone where it is known. */
export interface Moment {
  readonly now: Date;
  readonly timezone: unknown;
}

/** A period is a date or a few words. */
const LONGEST_PERIOD = 60;

/**
 * Makes the text of a prompt: its paragraphs with what was given, what every answer has to say, and the time. What was given
 * stands in it as data: bounded, without hidden characters, in quotation marks where it may be any text, and once.
 * @param given by the arguments' names; a blank text counts as not given, as clients send it for a field left empty
 */
export function fillIn(
  connector: Connector,
  prompt: Prompt,
  given: Readonly<Record<string, string>>,
  moment: Moment,
): string | Refused {
  const unknown = Object.keys(given).find((name) => prompt.arguments.every((argument) => argument.name !== name));
  if (unknown !== undefined) return { refused: unknownArgument(prompt, unknown) };
  const today = findDay(moment.timezone, moment.now);
  const values = new Map<string, string>();
  for (const argument of prompt.arguments) {
    const text = getOwn(given, argument.name);
    const value = readValue(argument, text === undefined || text.trim() === "" ? undefined : text, today);
    if (typeof value !== "string") return value;
    values.set(argument.name, value);
  }
  const prefix = toolPrefix(connector);
  const expand = (text: string) =>
    text.replace(/\{([^{}]*)\}/g, (_, name: string) => values.get(name) ?? `${prefix}${name}`);
  return [...prompt.text.map(expand), WHAT_IS_MISSING, tellTime(connector, moment, today)].join("\n\n");
}

const WHAT_IS_MISSING =
  "Say plainly what the answer lacks: a period that is not over, rows that are not all there, personal data that is masked, a tool that failed. Guess no number.";

function tellTime({ title }: Connector, { now, timezone }: Moment, today: string | undefined): string {
  return today === undefined
    ? `It is ${now.toISOString().slice(0, 16)}Z. Count days by ${title}'s own time zone, where an answer tells it.`
    : `Today is ${today} in ${title}'s time zone, ${quoted(String(timezone))}.`;
}

function readValue(argument: PromptArgument, given: string | undefined, today: string | undefined): string | Refused {
  if (given === undefined && argument.default === undefined)
    return { refused: `The prompt needs ${argument.name}: ${argument.description}.` };
  switch (argument.type) {
    case "period":
      if (given !== undefined && given.length > LONGEST_PERIOD) return tooLong(argument, LONGEST_PERIOD);
      return tellPeriod(argument, given, today);
    case "choice":
      return readChoice(argument, given ?? String(argument.default));
    case "integer":
      return readInteger(argument, given ?? String(argument.default));
    case "string":
      if (given === undefined) return String(argument.default);
      return given.length > argument.maxLength ? tooLong(argument, argument.maxLength) : inQuotes(given);
    default:
      return argument satisfies never;
  }
}

function readChoice({ name, values }: Extract<PromptArgument, { type: "choice" }>, given: string): string | Refused {
  const word = given.trim().toLowerCase();
  const found = values.find((value) => value.toLowerCase() === word);
  if (found !== undefined) return found;
  const listed = values.slice(0, 20).map(quoted).join(", ");
  return {
    refused: `${name} cannot be ${quoted(given)}: it must be one of ${listed}${values.length > 20 ? ", …" : ""}.`,
  };
}

function readInteger(argument: Extract<PromptArgument, { type: "integer" }>, given: string): string | Refused {
  const { name, minimum, maximum } = argument;
  const number = /^\s*[+-]?\d{1,9}\s*$/.test(given) ? Number(given) : Number.NaN;
  if (number >= minimum && number <= maximum) return String(number);
  return { refused: `${name} cannot be ${quoted(given)}: it must be a whole number from ${minimum} to ${maximum}.` };
}

function inQuotes(given: string): string {
  return JSON.stringify((isDirty(given) ? cleanText(given) : given).trim());
}

function tooLong({ name }: PromptArgument, longest: number): Refused {
  return { refused: `${name} may have at most ${longest} characters.` };
}

/** That a prompt has no argument of that name, and which it has. */
export function unknownArgument(prompt: Prompt, name: string): string {
  const names = prompt.arguments.map((argument) => argument.name);
  const nearest = nearestName(name, names);
  const known = names.length === 0 ? "It takes none." : `It takes ${names.join(", ")}.`;
  const hint = nearest === undefined ? known : `Did you mean ${nearest}?`;
  return `The prompt ${prompt.name} has no argument ${quoted(beginning(name, 80))}. ${hint}`;
}

/** The values that an argument may have, for a client that completes what is typed: those that are known beforehand. */
export function offerValues(argument: PromptArgument, { now, timezone }: Moment): readonly string[] {
  switch (argument.type) {
    case "period":
      return offerPeriods(argument, dayIn(timezone, now));
    case "choice":
      return argument.values;
    case "integer":
    case "string":
      return argument.default === undefined ? [] : [String(argument.default)];
    default:
      return argument satisfies never;
  }
}
