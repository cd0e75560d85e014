import { headerName } from "../schema/patterns.ts";
import { follow, readerOf, Unusable } from "./reference.ts";
import { entriesOf, isNode, itemsOf, member, type Node, textOf } from "./tree.ts";

/** How a key is sent, as far as a definition can say it. */
export type Sending =
  | { readonly kind: "bearer" }
  | { readonly kind: "basic" }
  | { readonly kind: "header"; readonly name: string };

/** One of the document's security schemes. */
export interface Scheme {
  /** Undefined where Keyscope cannot send a key so; then `why` says it, as a clause. */
  readonly sending: Sending | undefined;
  readonly why: string;
  /** What an OAuth scheme says of its scopes, by name. */
  readonly scopes: ReadonlyMap<string, string>;
}

/** One way that an operation accepts a key; without names it needs none. */
export type Alternative = readonly { readonly scheme: string; readonly scopes: readonly string[] }[];

/** https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object */
export function schemesOf(document: unknown): ReadonlyMap<string, Scheme> {
  const entries = entriesOf(member(document, "components"), "securitySchemes", 100);
  return new Map(entries.map(([name, node]) => [name, schemeOf(document, node)]));
}

function schemeOf(document: unknown, value: unknown): Scheme {
  try {
    const node = follow(readerOf(document), value);
    const sending = sendingOf(node);
    return typeof sending === "string"
      ? { sending: undefined, why: sending, scopes: new Map() }
      : { sending, why: "", scopes: scopesOf(node) };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { sending: undefined, why: `takes a key whose description ${error.message}`, scopes: new Map() };
  }
}

/** How the key is sent, or why Keyscope does not send it so. */
function sendingOf(node: Node): Sending | string {
  const type = textOf(node, "type");
  if (type === "oauth2" || type === "openIdConnect") return { kind: "bearer" };
  if (type === "http") {
    const scheme = textOf(node, "scheme").toLowerCase();
    if (scheme === "bearer" || scheme === "basic") return { kind: scheme };
    return "takes the key in a way that Keyscope does not know";
  }
  if (type !== "apiKey") return "takes the key in a way that Keyscope does not know";
  const place = textOf(node, "in");
  if (place === "query") return "takes the key in the address only, where it would end up in logs";
  if (place !== "header") return "takes the key in a cookie only, which belongs to browsers";
  const name = textOf(node, "name");
  // Many documents write a bearer token as an API key in this header, because OpenAPI 2 had no other way.
  if (name.toLowerCase() === "authorization" && /bearer/i.test(textOf(node, "description"))) return { kind: "bearer" };
  return headerName.safeParse(name).success
    ? { kind: "header", name }
    : "takes the key in a header that cannot be used";
}

function scopesOf(node: Node): ReadonlyMap<string, string> {
  const flows = entriesOf(node, "flows", 10);
  const entries = flows.flatMap(([, flow]) => entriesOf(flow, "scopes", 1_000));
  return new Map(entries.map(([name, text]) => [name, typeof text === "string" ? text : ""]));
}

/**
 * The ways that an operation accepts a key: its own `security`, or else the document's. Undefined where neither says
 * anything. https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
 */
export function alternativesOf(document: unknown, operation: Node): readonly Alternative[] | undefined {
  const holder = Array.isArray(member(operation, "security")) ? operation : document;
  if (!Array.isArray(member(holder, "security"))) return undefined;
  return itemsOf(holder, "security", 20).filter(isNode).map(alternative);
}

function alternative(requirement: Node): Alternative {
  return Object.keys(requirement)
    .slice(0, 10)
    .map((scheme) => ({
      scheme,
      // Some documents write several names into one text, as OAuth itself does.
      scopes: itemsOf(requirement, scheme, 50).flatMap((scope) => (typeof scope === "string" ? words(scope) : [])),
    }));
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}
