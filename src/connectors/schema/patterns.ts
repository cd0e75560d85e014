import { strictObject, string, type ZodObject, type ZodString } from "zod";
import type { $strict, $ZodLooseShape, util } from "zod/v4/core";
import { nearestName } from "../../utils/nearest-name.ts";

/** How many of each a definition may have at most, and how long names may be. */
export const LIMITS = {
  endpoints: 128,
  arguments: 40,
  scopes: 128,
  scopesOfEndpoint: 20,
  values: 200,
  items: 500,
  headers: 20,
  toolName: 40,
  argumentName: 40,
} as const;

/**
 * The texts that a definition may hold, each with the rule that keeps it harmless and the sentence that says so.
 * The rules are regular expressions, so that the published JSON Schema carries them too.
 */

/** Controls, format characters (bidirectional marks, zero-width characters, tags), line ends: none of them shows. */
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]*$/u;

/** A text for people and assistants, on one line. */
export function line(maxLength: number): ZodString {
  return string()
    .trim()
    .min(1)
    .max(maxLength)
    .regex(PRINTABLE, "holds a line break or a character that does not show; write plain text on one line");
}

/** A text that goes to the API as it stands. */
export function printable(maxLength: number): ZodString {
  return string()
    .min(1)
    .max(maxLength)
    .regex(PRINTABLE, "holds a line break or a character that does not show; write it without");
}

export const idText = string()
  .max(20)
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "must be words of a-z and 0-9 with single hyphens between, such as my-shop, beginning with a letter",
  );

export const toolText = string().regex(
  /^[a-z][a-z0-9_]*$/,
  "must be a-z, 0-9 and underscores, beginning with a letter, such as list_orders",
);

export const tableText = string().regex(
  /^[a-z][a-z0-9_]{0,39}$/,
  "must be 1 to 40 of a-z, 0-9 and underscores, beginning with a letter, such as orders",
);

/** `fields` is the argument by which an assistant chooses columns of a list. */
export const argumentText = string().regex(
  /^(?!fields$)[a-z][a-z0-9_]{0,39}$/,
  'must be 1 to 40 of a-z, 0-9 and underscores, beginning with a letter, and not "fields", which Keyscope uses itself; the API\'s own name goes into "parameter"',
);

/** `_method` (WordPress), `method` (Facebook), `_HttpMethod` (OutSystems), and what the headers for it are called. */
const METHOD = /^(?:x?http)?method$|^x?(?:http)?methodoverride$/;

/**
 * Whether some API would take a query parameter of that name for the method of the request, and write at a GET. Without
 * signs and case: PHP reads " ", "." and "[" as "_", and others read names as loosely.
 */
export function isMethodName(parameter: string): boolean {
  return METHOD.test(parameter.replace(/[^A-Za-z0-9]/g, "").toLowerCase());
}

export const METHOD_RULE =
  "cannot be sent, because some APIs take it for the method of the request, and Keyscope only reads";

export const parameterText = printable(100).refine((text) => !isMethodName(text), METHOD_RULE);

/** Names that JavaScript objects have anyway are no fields of an answer. */
const NO_OWN_FIELD = "(?!(?:__proto__|constructor|prototype)(?:\\.|$))";

export const dottedPath = printable(200).regex(
  new RegExp(`^${NO_OWN_FIELD}[^\\s.]+(?:\\.${NO_OWN_FIELD}[^\\s.]+)*$`),
  'must be names of fields with dots between, such as "meta.shop"',
);

export const fieldText = printable(100).regex(
  new RegExp(`^${NO_OWN_FIELD}[^\\s.]+$`),
  "must be the name of one field, without spaces and dots",
);

export const keyPrefixText = string()
  .max(30)
  .regex(/^[\w.-]+$/, "must be how keys begin, such as sk_live_");

export const scopeText = printable(120).regex(/^[^\s,]+$/, "must be a scope's name, without spaces and commas");

/**
 * What the HTTP client or the connection sets, and what a server may take for another address, method or user than the
 * request's.
 */
const HEADERS_NOT_OURS =
  /^(?:accept.*|access-control-.*|age|cache-control|connection|content-.*|cookie2?|date|dnt|expect|forwarded|from|host|http2-settings|if-.*|keep-alive|max-forwards|origin|pragma|proxy-.*|range|referer|sec-.*|set-cookie2?|te|trailer|transfer-encoding|upgrade.*|user-agent|via|x-forwarded-.*|x-http-method.*|x-method-override|x-original-.*|x-rewrite-.*)$/i;

export const headerName = string()
  .max(64)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "must be the name of a header, such as X-API-Key")
  .refine((name) => !HEADERS_NOT_OURS.test(name), "is a header that belongs to HTTP itself; name one of the API's own");

/** Of HTTP's own the two that are the API's business: which kind of JSON, and in which language. */
const HEADERS_TO_CHOOSE = /^accept(?:-language)?$/i;

/** What an API may take a key, a password or a session from. */
const CARRIES_KEY =
  /auth|cookie|credential|[cx]srf|jwt|passw|secret|session|signature|token|(?:key|login|pass|pwd|sid)(?![a-z])/i;

/** A header that every request gets. The key is no such one: it is never in a definition. */
export const fixedHeaderName = string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "must be the name of a header, such as Notion-Version")
  .refine(
    (name) => HEADERS_TO_CHOOSE.test(name) || !(HEADERS_NOT_OURS.test(name) || isMethodName(name)),
    "is a header that belongs to HTTP itself; name one of the API's own",
  )
  .refine((name) => !CARRIES_KEY.test(name), "may carry a key, and a definition has none: login asks for the key");

/** `Bearer x`, or so many letters and digits in a row as no version and no UUID has. */
const KEY_VALUE = /^(?:basic|bearer|digest|token)\s|(?=\w*\d)\w{20,}/i;

/** Servers read other characters than ASCII each in their own way. */
export const fixedHeaderValue = string()
  .max(200)
  .regex(/^[!-~]+(?: [!-~]+)*$/, "must be words of ASCII with single spaces between")
  .refine((value) => !KEY_VALUE.test(value), "looks like a key, and a definition has none: login asks for the key");

/** The word before the key in a header. */
export const headerPrefix = string()
  .max(40)
  .regex(/^[A-Za-z][A-Za-z0-9._-]*$/, 'must be one word, such as "Token"');

/** Relative, segment by segment. No percent signs: a dot or a slash could hide behind one. */
const SEGMENT = "(?!\\.{1,2}(?:/|$))(?:[\\w.~!$&'()*+,;=:@-]|\\{[^{}/?#\\\\%\\p{Cc}\\p{Cf}\\p{Cs}]{1,100}\\})+";
const FIXED_SEGMENT = "(?!\\.{1,2}(?:/|$))[\\w.~!$&'()*+,;=:@-]+";
/** What would begin another address: `https:`. */
const NO_SCHEME = "(?![A-Za-z][A-Za-z0-9+.-]*:)";
const PATH_RULE =
  'must be below the base URL: "orders" or "orders/{id}/lines", without a scheme, a leading slash, "//", "." or ".." as a segment, "?", "#", "\\" and "%"';

export const endpointPath = string()
  .max(300)
  .regex(new RegExp(`^${NO_SCHEME}${SEGMENT}(?:/${SEGMENT})*/?$`, "u"), PATH_RULE);

export const probePath = string()
  .max(300)
  .regex(new RegExp(`^${NO_SCHEME}${FIXED_SEGMENT}(?:/${FIXED_SEGMENT})*/?$`), `${PATH_RULE}, and without {…}`);

/** Narrower than what the credentials take (src/credentials/base-url.ts), which look at it once more before a key is sent. */
export const baseUrlText = string()
  .max(300)
  .regex(
    new RegExp(
      `^(?:https://[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|http://(?:localhost|127\\.0\\.0\\.1|\\[::1\\]))(?::[1-9][0-9]{0,4})?(?:/${FIXED_SEGMENT})*/?$`,
    ),
    'must be an https address in lower case without user, "?" and "#", such as https://api.example.com/v1; http only for this machine (localhost, 127.0.0.1, [::1])',
  );

export const sourceUrl = string()
  .max(500)
  .regex(/^https:\/\/[!-~]+$/, "must be the https address of a page");

/** An object with these members and no others: whoever misspells one is told which was perhaps meant. */
export function members<Shape extends $ZodLooseShape>(shape: Shape): ZodObject<util.Writeable<Shape>, $strict> {
  const known = Object.keys(shape);
  return strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? unknownMembers(issue.keys, known) : undefined),
  });
}

function unknownMembers(keys: readonly string[], known: readonly string[]): string {
  const [key = ""] = keys;
  const nearest = nearestName(key, known);
  const hint = nearest === undefined ? `It may have: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  const names = keys.slice(0, 5).map((each) => JSON.stringify(each.slice(0, 40)));
  return `has no member ${names.join(", ")}${keys.length > names.length ? " and others" : ""}. ${hint}`;
}
