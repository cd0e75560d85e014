import { atPath, isArray, isObject, type Json, parseOrNothing } from "../answers/json.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import type { ApiSaid } from "../failures/failure.ts";
import type { HttpHeaders } from "../http/client.ts";
import { beginning, type Clean, cleanText } from "../utils/clean-text.ts";
import { getOwn } from "../utils/own.ts";

const MAX_WORDS = 300;
const MAX_NAME = 100;
/** What an API has to say of an error is short. A longer body may be made to keep its reader busy, and is not read. */
const LONGEST_BODY = 200_000;
const PAGE = /<(?:!doctype|html|head|body|\?xml)\b/i;

/**
 * What the API itself says in an error: at the places that the connector names or at the usual ones of a JSON body.
 * A page of HTML says nothing, wherever it stands. Undefined when nothing readable is said.
 */
export function readErrorBody(
  { body, headers }: { readonly body: string; readonly headers: HttpHeaders },
  connector: Pick<Connector, "errorBody" | "requestIdHeader">,
  clean: Clean = cleanText,
): ApiSaid | undefined {
  const said = { ...inBody(body, connector.errorBody, clean), ...readRequestId(headers, connector, clean) };
  return Object.keys(said).length === 0 ? undefined : said;
}

/** The id of a request that the product's support asks for, where the connector names its header and it can be one. */
export function readRequestId(
  headers: HttpHeaders,
  { requestIdHeader }: Pick<Connector, "requestIdHeader">,
  clean: Clean,
): Pick<ApiSaid, "requestId"> {
  const value = requestIdHeader === undefined ? undefined : getOwn(headers, requestIdHeader.toLowerCase());
  const requestId = value === undefined ? "" : clean(value);
  return /^[\w.:-]{1,100}$/.test(requestId) ? { requestId } : {};
}

function inBody(body: string, places: Connector["errorBody"], clean: Clean): ApiSaid {
  const text = body.length > LONGEST_BODY ? "" : body.trim();
  if (text === "" || text.startsWith("<")) return {};
  const json = parseOrNothing(text);
  if (json === undefined) return /^[{["]/.test(text) ? {} : named("words", text, MAX_WORDS, clean);
  const at = (path: string | undefined) => (path === undefined ? undefined : atPath(json, path));
  return {
    ...named("words", textIn(at(places?.message), 3) ?? textIn(json, 3), MAX_WORDS, clean),
    ...named("code", nameIn(at(places?.code)), MAX_NAME, clean),
    ...named("parameter", nameIn(at(places?.parameter)), MAX_NAME, clean),
  };
}

/** Cleaned before it is cut: half a key would pass the gates that look for a whole one. */
function named<N extends keyof ApiSaid>(name: N, text: string | undefined, longest: number, clean: Clean): ApiSaid {
  const line = text === undefined ? "" : clean(text).replace(/\s+/g, " ").trim();
  if (line === "" || PAGE.test(line)) return {};
  return { [name]: line.length <= longest ? line : `${beginning(line, longest - 3)}...` };
}

function nameIn(value: Json | undefined): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

/** The names under which APIs put their message, most telling first. */
const usualPlaces = ["message", "detail", "error_description", "error", "errors", "title", "reason"];

function textIn(value: Json | undefined, depth: number): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (depth === 0 || value === undefined) return undefined;
  if (isArray(value)) return textIn(value[0], depth - 1);
  if (!isObject(value)) return undefined;
  for (const place of usualPlaces) {
    const words = textIn(getOwn(value, place), depth - 1);
    if (words !== undefined) return words;
  }
  return fieldErrors(Object.entries(value));
}

/** Bodies such as {"page_size": ["Must be at most 100."]}: the field's name belongs to the message. */
function fieldErrors(fields: readonly (readonly [string, Json])[]): string | undefined {
  const messages = fields.flatMap(([name, value]) => {
    const words = isArray(value) ? value[0] : undefined;
    return typeof words === "string" ? [`${name}: ${words}`] : [];
  });
  return messages.length === 0 ? undefined : messages.join("; ");
}
