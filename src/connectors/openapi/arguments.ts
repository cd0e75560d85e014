import type { PagingRole } from "../schema/connector.ts";
import type { OwnFile } from "../schema/definition-schema.ts";
import { LIMITS } from "../schema/limits.ts";
import { argumentText, parameterText, printable } from "../schema/patterns.ts";
import { unused, wordsOf } from "./name-words.ts";
import { roleOf } from "./paging.ts";
import { type Sent, shown } from "./parameters.ts";
import { firstSentences, plainText } from "./plain-text.ts";
import { Unusable } from "./reference.ts";

export type EndpointFile = OwnFile["endpoints"][number];
export type ArgumentFile = NonNullable<EndpointFile["arguments"]>[number];

const LONGEST_NAME = 40;
const LONGEST_DESCRIPTION = 120;
const LONGEST_TEXT = 2_000;
const MOST_VALUES = 200;
const MOST_ITEMS = 500;
/** Beyond every page and offset that an API has, and still a number that an assistant reads at a glance. */
const FARTHEST = 1_000_000_000;
const LARGEST_PAGE = 10_000;

export interface Arguments {
  readonly arguments: ArgumentFile[];
  /** How many optional ones are beyond what a tool may have. */
  readonly tooMany: number;
}

/** The arguments of a tool: those that must be given first, with names of their own, at most 40. */
export function argumentsOf(sent: readonly Sent[]): Arguments {
  const place = ({ in: where, required }: Sent): number => (where === "path" ? 0 : required ? 1 : 2);
  const ordered = distinct(sent).sort((a, b) => place(a) - place(b));
  const needed = ordered.filter(({ required }) => required).length;
  if (needed > LIMITS.arguments) throw new Unusable(`needs more than ${LIMITS.arguments} arguments`);
  const names = new Set<string>();
  const roles = new Set<PagingRole>();
  const kept = ordered.slice(0, LIMITS.arguments);
  return {
    arguments: kept.map((each) => {
      const name = unused(argumentName(each.parameter), names, LONGEST_NAME);
      const role = roleOf(each, roles);
      names.add(name);
      if (role !== undefined) roles.add(role);
      return argument(each, name, role);
    }),
    tooMany: ordered.length - kept.length,
  };
}

/** Two of one name would be sent over each other; a name that cannot be sent is none. */
function distinct(sent: readonly Sent[]): Sent[] {
  const seen = new Set<string>();
  return sent.filter((each) => {
    const key = `${each.in} ${each.parameter}`;
    if (seen.has(key)) return false;
    seen.add(key);
    if (parameterText.safeParse(each.parameter).success) return true;
    if (each.required)
      throw new Unusable(`needs the parameter ${shown(each.parameter)}, which has a name that cannot be sent`);
    return false;
  });
}

function argumentName(parameter: string): string {
  const name = wordsOf(parameter).join("_").slice(0, LONGEST_NAME).replace(/_+$/, "");
  if (name === "fields") return "api_fields";
  return argumentText.safeParse(name).success ? name : `arg_${name}`.slice(0, LONGEST_NAME).replace(/_+$/, "");
}

function argument(sent: Sent, name: string, role: PagingRole | undefined): ArgumentFile {
  const common = {
    name,
    description: descriptionOf(sent, name),
    ...(sent.parameter === name ? {} : { parameter: sent.parameter }),
    ...(sent.in === "path" ? { in: "path" as const } : {}),
    ...(sent.required ? { required: true as const } : {}),
    ...(role === undefined ? {} : { paging: role }),
  };
  return typed(common, sent, role);
}

type Common = Pick<ArgumentFile, "name" | "description" | "parameter" | "in" | "required" | "paging">;

function typed(
  common: Common,
  { value, style, required, default: given }: Sent,
  role: PagingRole | undefined,
): ArgumentFile {
  const usual = required ? undefined : given;
  switch (value.kind) {
    case "integer":
    case "number":
      return value.kind === "integer" || role !== undefined
        ? whole(common, value, usual, role)
        : { ...common, type: "number", ...range(value), ...(fits(usual, value) ? { default: usual } : {}) };
    case "string": {
      const maxLength = Math.min(Math.max(Math.floor(value.maxLength ?? LONGEST_TEXT), 1), LONGEST_TEXT);
      return { ...common, type: "string", maxLength, ...(isText(usual, 500) ? { default: usual } : {}) };
    }
    case "choice": {
      const values = [...value.values];
      // More than an assistant reads, or words that no definition may hold: the API says what it takes.
      if (values.length > MOST_VALUES || !values.every((each) => isText(each, 200)))
        return { ...common, type: "string", maxLength: 200 };
      const word = typeof usual === "number" ? String(usual) : usual;
      return {
        ...common,
        type: "choice",
        values,
        ...(typeof word === "string" && values.includes(word) ? { default: word } : {}),
      };
    }
    case "date":
      return { ...common, type: "date", ...(isText(usual, 100) ? { default: usual } : {}) };
    case "boolean":
      return { ...common, type: "boolean", ...(typeof usual === "boolean" ? { default: usual } : {}) };
    case "list": {
      const values = value.values?.filter((each) => isText(each, 200)).slice(0, MOST_VALUES + 1);
      const known = values !== undefined && values.length > 0 && values.length <= MOST_VALUES ? { values } : {};
      const maxItems = Math.min(Math.max(Math.floor(value.maxItems ?? 50), 1), MOST_ITEMS);
      return { ...common, type: "list", ...known, maxItems, style };
    }
    default:
      return value satisfies never;
  }
}

function whole(common: Common, value: Bounded, usual: unknown, role: PagingRole | undefined): ArgumentFile {
  const { minimum, maximum } = wholeRange(value, role);
  const isUsual = Number.isSafeInteger(usual) && fits(usual, { minimum, maximum });
  return { ...common, type: "integer", minimum, maximum, ...(isUsual ? { default: usual } : {}) };
}

interface Bounded {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
}

function wholeRange({ minimum, maximum }: Bounded, role: PagingRole | undefined): { minimum: number; maximum: number } {
  const largest = Number.MAX_SAFE_INTEGER;
  const farthest = role === "size" ? LARGEST_PAGE : FARTHEST;
  const low = Math.ceil(minimum ?? (role === undefined ? -largest : role === "size" ? 1 : 0));
  const high = Math.floor(maximum ?? (role === undefined ? largest : farthest));
  return { minimum: Math.max(Math.min(low, high), -largest), maximum: Math.min(Math.max(low, high), largest) };
}

function range({ minimum, maximum }: Bounded): { minimum?: number; maximum?: number } {
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

function fits(value: unknown, { minimum, maximum }: Bounded): value is number {
  return (
    typeof value === "number" && Number.isFinite(value) && value >= (minimum ?? value) && value <= (maximum ?? value)
  );
}

function isText(value: unknown, length: number): value is string {
  return printable(length).safeParse(value).success;
}

function descriptionOf({ description, value }: Sent, name: string): string {
  const hint = value.kind === "string" && value.isTime ? " (date and time, such as 2026-01-31T00:00:00Z)" : "";
  const text = firstSentences(plainText(description), LONGEST_DESCRIPTION - hint.length);
  return `${text === "" ? sentenceCase(name) : text}${hint}`;
}

function sentenceCase(name: string): string {
  const text = name.replaceAll("_", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
