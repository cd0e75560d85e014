import { type PagingRole, titleFromName, UNNAMED_PAGE } from "../schema/connector.ts";
import type { ArgumentFile } from "../schema/definition.ts";
import { argumentText, LIMITS, parameterText, printable } from "../schema/patterns.ts";
import { Unusable } from "./document.ts";
import { findUnused, splitWords } from "./names.ts";
import { type Sent, showName } from "./parameters.ts";
import { firstSentences, plainText } from "./plain-text.ts";
import type { Bounds } from "./schema.ts";

/**
 * How a parameter of the document becomes an argument of a tool. What may be sent was read from the document before
 * (parameters.ts, schema.ts); here it gets its name for the assistant, its part in paging, and the limits of definitions.
 */
export interface Arguments {
  readonly arguments: ArgumentFile[];
  /** How many optional ones are beyond what a tool may have. */
  readonly tooMany: number;
}

const LONGEST_DESCRIPTION = 120;
const LONGEST_TEXT = 2_000;
/** Beyond every page and offset that an API has, and still a number that an assistant reads at a glance. */
const FARTHEST = 1_000_000_000;

/** Makes the arguments of a tool: those that must be given first, with names of their own, at most 40. */
export function makeArguments(sent: readonly Sent[]): Arguments {
  const place = ({ in: where, required }: Sent): number => (where === "path" ? 0 : required ? 1 : 2);
  const ordered = distinct(sent).sort((a, b) => place(a) - place(b));
  const needed = ordered.filter(({ required }) => required).length;
  if (needed > LIMITS.arguments) throw new Unusable(`needs more than ${LIMITS.arguments} arguments`);
  const names = new Set<string>();
  const roles = new Set<PagingRole>();
  const kept = ordered.slice(0, LIMITS.arguments);
  return {
    arguments: kept.map((each) => {
      const name = findUnused(makeName(each.parameter), names, LIMITS.argumentName);
      const role = findRole(each, roles);
      names.add(name);
      if (role !== undefined) roles.add(role);
      return makeArgument(each, name, role);
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
      throw new Unusable(`needs the parameter ${showName(each.parameter)}, which has a name that cannot be sent`);
    return false;
  });
}

function makeName(parameter: string): string {
  const name = shorten(splitWords(parameter).join("_"));
  if (name === "fields") return "api_fields";
  return argumentText.safeParse(name).success ? name : shorten(`arg_${name}`);
}

function shorten(name: string): string {
  return name.slice(0, LIMITS.argumentName).replace(/_+$/, "");
}

/** Usual names, in one word each. The first argument of a part has it. */
const PAGING: Readonly<Record<PagingRole, readonly string[]>> = {
  page: ["page", "pagenumber", "pageno", "pageindex", "currentpage"],
  size: "perpage pagesize limit size maxresults maxitems pagelimit itemsperpage resultsperpage".split(" "),
  offset: ["offset", "skip", "startindex", "pageoffset"],
  cursor: "cursor startingafter after pagetoken nexttoken nextcursor pagecursor continuationtoken".split(" "),
};

/** Finds the part of a query parameter in paging, by its name and type, if no other one has it. */
function findRole({ parameter, in: place, value }: Sent, taken: ReadonlySet<PagingRole>): PagingRole | undefined {
  if (place === "path") return undefined;
  const name = splitWords(parameter).join("");
  const roles = ["page", "size", "offset", "cursor"] as const;
  const role = roles.find((each) => PAGING[each].includes(name) && !taken.has(each));
  const fitting = role === "cursor" ? ["string"] : ["integer", "number"];
  return fitting.includes(value.kind) ? role : undefined;
}

type Common = Pick<ArgumentFile, "name" | "description" | "parameter" | "in" | "required" | "paging">;

function makeArgument(sent: Sent, name: string, role: PagingRole | undefined): ArgumentFile {
  const common: Common = {
    name,
    description: makeDescription(sent, name),
    ...(sent.parameter === name ? {} : { parameter: sent.parameter }),
    ...(sent.in === "path" ? { in: "path" } : {}),
    ...(sent.required ? { required: true } : {}),
    ...(role === undefined ? {} : { paging: role }),
  };
  return withType(common, sent, role);
}

/** Adds the type, with its bounds and what the API takes when nothing is given. */
function withType(
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
      if (values.length > LIMITS.values || !values.every((each) => isText(each, 200)))
        return { ...common, type: "string", maxLength: 200 };
      const word = values.find((each) => each === usual || (typeof usual === "number" && each === String(usual)));
      return { ...common, type: "choice", values, ...(word === undefined ? {} : { default: word }) };
    }
    case "date":
      return { ...common, type: "date", ...(isText(usual, 100) ? { default: usual } : {}) };
    case "boolean":
      return { ...common, type: "boolean", ...(typeof usual === "boolean" ? { default: usual } : {}) };
    case "list": {
      const values = value.values?.filter((each) => isText(each, 200)).slice(0, LIMITS.values + 1);
      const known = values !== undefined && values.length > 0 && values.length <= LIMITS.values ? { values } : {};
      const maxItems = Math.min(Math.max(Math.floor(value.maxItems ?? 50), 1), LIMITS.items);
      return { ...common, type: "list", ...known, maxItems, style };
    }
    default:
      return value satisfies never;
  }
}

function whole(common: Common, bounds: Bounds, usual: unknown, role: PagingRole | undefined): ArgumentFile {
  const largest = Number.MAX_SAFE_INTEGER;
  const [least, most] = role === undefined ? [-largest, largest] : role === "size" ? [1, UNNAMED_PAGE] : [0, FARTHEST];
  const [low, high] = [Math.ceil(bounds.minimum ?? least), Math.floor(bounds.maximum ?? most)];
  const minimum = Math.max(Math.min(low, high), -largest);
  const maximum = Math.min(Math.max(low, high), largest);
  const isUsual = Number.isSafeInteger(usual) && fits(usual, { minimum, maximum });
  return { ...common, type: "integer", minimum, maximum, ...(isUsual ? { default: usual } : {}) };
}

function range({ minimum, maximum }: Bounds): { minimum?: number; maximum?: number } {
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

function fits(value: unknown, { minimum, maximum }: Bounds): value is number {
  return (
    typeof value === "number" && Number.isFinite(value) && value >= (minimum ?? value) && value <= (maximum ?? value)
  );
}

function isText(value: unknown, length: number): value is string {
  return printable(length).safeParse(value).success;
}

function makeDescription({ description, value }: Sent, name: string): string {
  const hint = value.kind === "string" && value.isTime ? " (date and time, such as 2026-01-31T00:00:00Z)" : "";
  const text = firstSentences(plainText(description), LONGEST_DESCRIPTION - hint.length);
  return `${text === "" ? titleFromName(name) : text}${hint}`;
}
