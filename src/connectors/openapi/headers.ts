import { getMember } from "../../utils/own.ts";
import { fixedHeaderName, fixedHeaderValue } from "../schema/patterns.ts";
import { getItems, getText, type Node, type Reader, Unusable } from "./document.ts";
import { listSome } from "./plain-text.ts";
import { resolveSchema } from "./schema.ts";

/** Headers with the value that every request gets, by name. */
export type FixedHeaders = Readonly<Record<string, string>>;

/** A header parameter for which the document names one value, as [name, value]. */
export type FixedHeader = readonly [string, string];

/** OpenAPI ignores header parameters of these names, and Keyscope sets them. */
const NOT_PARAMETERS = new Set(["content-type", "authorization"]);

/** Whether a header parameter says nothing that a request of ours could have. */
export function isNoParameter(reader: Reader, node: Node): boolean {
  const name = getText(node, "name").toLowerCase();
  if (NOT_PARAMETERS.has(name)) return true;
  // OpenAPI ignores this one too, but some APIs tell their version in it: application/vnd.pagerduty+json;version=2.
  return name === "accept" && !/[+.]json|json[;+.]/i.test(readValue(reader, node) ?? "");
}

/**
 * Reads the one value that a header parameter can have, or has by default. Throws `Unusable` where there is none.
 * @param given what a person wrote: those need no value in the document
 */
export function readFixedHeader(reader: Reader, node: Node, given: FixedHeaders): readonly FixedHeader[] {
  const name = getText(node, "name");
  if (Object.keys(given).some((each) => each.toLowerCase() === name.toLowerCase())) return [];
  if (!fixedHeaderName.safeParse(name).success) throw new Unusable("is a header that Keyscope does not send");
  const value = readValue(reader, node);
  if (value === undefined) throw new Unusable('is a header without a value; --header "NAME: VALUE" gives it one');
  if (!fixedHeaderValue.safeParse(value).success) throw new Unusable("is a header with a value that cannot be sent");
  return [[name, value]];
}

function readValue(reader: Reader, node: Node): string | undefined {
  const schema = resolveSchema(reader, getMember(node, "schema"));
  const choices = getItems(schema, "enum", 2);
  const values = [
    getMember(schema, "const"),
    choices.length === 1 ? choices[0] : undefined,
    getMember(schema, "default"),
  ];
  const value = values.find((each) => typeof each === "string" || typeof each === "number");
  return value === undefined ? undefined : String(value);
}

/** What all requests of a connector get, and sentences about operations that want something else. */
export interface ChosenHeaders {
  readonly headers: FixedHeaders;
  readonly notes: readonly string[];
}

/** Chooses for each header the value that most of the operations want; a person's own goes before it. */
export function chooseHeaders(
  operations: readonly { readonly tool: string; readonly headers: readonly FixedHeader[] }[],
  given: FixedHeaders,
): ChosenHeaders {
  const all = operations.flatMap(({ tool, headers }) => headers.map(([name, value]) => ({ tool, name, value })));
  const names = [...new Map(all.map(({ name }) => [name.toLowerCase(), name])).values()];
  const chosen = names.map((name) => {
    const wanted = all.filter((each) => each.name.toLowerCase() === name.toLowerCase());
    const votes = (value: string) => wanted.filter((each) => each.value === value).length;
    const [first] = wanted.map(({ value }) => value).sort((a, b) => votes(b) - votes(a));
    const value = first ?? "";
    return { name, value, others: wanted.filter((each) => each.value !== value).map(({ tool }) => tool) };
  });
  return {
    headers: { ...Object.fromEntries(chosen.map(({ name, value }) => [name, value])), ...given },
    notes: chosen
      .filter(({ others }) => others.length > 0)
      .map(
        ({ name, value, others }) =>
          `Operations want different values of the header ${name}. "${value}" is sent with all of them, so that the API may refuse ${listSome(others, 5)}.`,
      ),
  };
}
