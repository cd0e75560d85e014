import { headerName } from "../schema/patterns.ts";
import { follow, getEntries, getItems, getMember, getText, isNode, type Node, readerOf, Unusable } from "./document.ts";

/** How a key is sent, as far as a definition can say it. */
export type Sending =
  | { readonly kind: "bearer" }
  | { readonly kind: "basic" }
  | { readonly kind: "header"; readonly name: string };

/** The connector's key. */
export interface Key {
  readonly sending: Sending;
  readonly schemes: Schemes;
  /** Whether the document says which operations need it; then those of which it says nothing need none. */
  readonly isStated: boolean;
  /** What the document leaves open about it, as sentences. */
  readonly notes: readonly string[];
}

/** What an operation asks of the connector's key. */
export interface Need {
  readonly scopes: readonly string[];
  /** It needs no key at all. */
  readonly isPublic: boolean;
  /** It accepts keys of different scopes; `scopes` are those that every such key needs. */
  readonly isUnclear: boolean;
}

/** One of the document's security schemes. */
interface Scheme {
  /** Undefined where Keyscope cannot send a key so; then `why` says it, as a clause. */
  readonly sending: Sending | undefined;
  readonly why: string;
  /** What an OAuth scheme says of its scopes, by name. */
  readonly scopes: ReadonlyMap<string, string>;
}

type Schemes = ReadonlyMap<string, Scheme>;

/** One way that an operation accepts a key; without names it needs none. */
type Alternative = readonly { readonly scheme: string; readonly scopes: readonly string[] }[];

/** Of ways that equally many operations accept, the first one is taken. */
const ORDER = ["bearer", "header", "basic"] as const;

const WORD_BEFORE_KEY =
  'The key is sent as it is in the header Authorization. If the API wants a word before it, such as "Token", add that to the definition as "prefix" of "authentication".';
const NO_SCHEME =
  'The document does not say how the key is sent, so it is sent as most APIs have it: Authorization: Bearer. If calls answer 401, mend "authentication" in the definition.';
const NO_REQUIREMENT =
  "The document describes a key and does not say which operations need it, so it is sent with all of them.";

/** Chooses the key that most of these operations take. Undefined where they take only such as cannot be sent. */
export function chooseKey(document: unknown, operations: readonly Node[]): Key | undefined {
  const schemes = readSchemes(document);
  const alternatives = operations
    .filter((node) => getMember(node, "deprecated") !== true)
    .map((node) => readAlternatives(document, node));
  const sending = findMostAccepted(schemes, alternatives);
  if (sending !== undefined) {
    const isBare = sending.kind === "header" && sending.name.toLowerCase() === "authorization";
    return { sending, schemes, isStated: true, notes: isBare ? [WORD_BEFORE_KEY] : [] };
  }
  if (alternatives.some((each) => !isOpen(each))) return undefined;
  const described = [...schemes.values()].flatMap((scheme) => scheme.sending ?? []);
  const [first] = described.sort((a, b) => rank(a) - rank(b));
  return first === undefined
    ? { sending: { kind: "bearer" }, schemes, isStated: false, notes: [NO_SCHEME] }
    : { sending: first, schemes, isStated: false, notes: [NO_REQUIREMENT] };
}

/** https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object */
function readSchemes(document: unknown): Schemes {
  const entries = getEntries(getMember(document, "components"), "securitySchemes", 100);
  return new Map(entries.map(([name, node]) => [name, readScheme(document, node)]));
}

function readScheme(document: unknown, value: unknown): Scheme {
  try {
    const node = follow(readerOf(document), value);
    const sending = readSending(node);
    return typeof sending === "string"
      ? { sending: undefined, why: sending, scopes: new Map() }
      : { sending, why: "", scopes: readScopes(node) };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { sending: undefined, why: `takes a key whose description ${error.message}`, scopes: new Map() };
  }
}

/** Reads how the key is sent, or why Keyscope does not send it so. */
function readSending(node: Node): Sending | string {
  const type = getText(node, "type");
  if (type === "oauth2" || type === "openIdConnect") return { kind: "bearer" };
  if (type === "http") {
    const scheme = getText(node, "scheme").toLowerCase();
    if (scheme === "bearer" || scheme === "basic") return { kind: scheme };
    return "takes the key in a way that Keyscope does not know";
  }
  if (type !== "apiKey") return "takes the key in a way that Keyscope does not know";
  const place = getText(node, "in");
  if (place === "query") return "takes the key in the address only, where it would end up in logs";
  if (place !== "header") return "takes the key in a cookie only, which belongs to browsers";
  const name = getText(node, "name");
  // Many documents write a bearer token as an API key in this header, because OpenAPI 2 had no other way.
  if (name.toLowerCase() === "authorization" && /bearer/i.test(getText(node, "description"))) return { kind: "bearer" };
  return headerName.safeParse(name).success
    ? { kind: "header", name }
    : "takes the key in a header that cannot be used";
}

function readScopes(node: Node): ReadonlyMap<string, string> {
  const flows = getEntries(node, "flows", 10);
  const entries = flows.flatMap(([, flow]) => getEntries(flow, "scopes", 1_000));
  return new Map(entries.map(([name, text]) => [name, typeof text === "string" ? text : ""]));
}

/**
 * Reads the ways that an operation accepts a key: its own `security`, or else the document's. Undefined where neither says
 * anything. https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
 */
function readAlternatives(document: unknown, operation: Node): readonly Alternative[] | undefined {
  const holder = Array.isArray(getMember(operation, "security")) ? operation : document;
  if (!Array.isArray(getMember(holder, "security"))) return undefined;
  return getItems(holder, "security", 20).filter(isNode).map(readAlternative);
}

function readAlternative(requirement: Node): Alternative {
  return Object.keys(requirement)
    .slice(0, 10)
    .map((scheme) => ({
      scheme,
      // Some documents write several names into one text, as OAuth itself does.
      scopes: getItems(requirement, scheme, 50).flatMap((scope) => (typeof scope === "string" ? splitList(scope) : [])),
    }));
}

function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

/** Whether a call needs no key: nothing is said, nothing is asked for, or one of the ways is to send none. */
function isOpen(alternatives: readonly Alternative[] | undefined): boolean {
  return (
    alternatives === undefined ||
    alternatives.length === 0 ||
    alternatives.some((alternative) => alternative.length === 0)
  );
}

/** The way of sending a key that most operations accept. Undefined where no operation says anything. */
function findMostAccepted(
  schemes: Schemes,
  operations: readonly (readonly Alternative[] | undefined)[],
): Sending | undefined {
  const counts = new Map<string, { readonly sending: Sending; readonly count: number }>();
  for (const alternatives of operations) {
    const sendings = (alternatives ?? []).flatMap((each) => findSending(schemes, each) ?? []);
    for (const [name, sending] of new Map(sendings.map((each) => [nameOf(each), each]))) {
      const seen = counts.get(name) ?? { sending, count: 0 };
      counts.set(name, { sending, count: seen.count + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || rank(a.sending) - rank(b.sending))[0]?.sending;
}

/** Undefined where the key cannot be sent so: what needs two keys at once is one of those. */
function findSending(schemes: Schemes, alternative: Alternative): Sending | undefined {
  const [first, ...others] = alternative.map(({ scheme }) => schemes.get(scheme)?.sending);
  return first !== undefined && others.every((each) => each !== undefined && nameOf(each) === nameOf(first))
    ? first
    : undefined;
}

function nameOf(sending: Sending): string {
  return sending.kind === "header" ? `header ${sending.name.toLowerCase()}` : sending.kind;
}

function rank({ kind }: Sending): number {
  return ORDER.indexOf(kind);
}

/** Reads what an operation needs of the connector's key. Throws `Unusable` where it does not take that one. */
export function readNeed(document: unknown, operation: Node, { schemes, sending, isStated }: Key): Need {
  const alternatives = readAlternatives(document, operation);
  if (alternatives === undefined || isOpen(alternatives)) return { scopes: [], isPublic: isStated, isUnclear: false };
  const fitting = alternatives.filter((each) => {
    const accepted = findSending(schemes, each);
    return accepted !== undefined && nameOf(accepted) === nameOf(sending);
  });
  const sets = fitting.map((each) => new Set(each.flatMap(({ scopes }) => scopes)));
  const [first] = sets;
  if (first === undefined) throw new Unusable(whyNot(schemes, alternatives));
  // Whichever way the key is accepted, it needs what all of them ask for.
  const scopes = [...first].filter((scope) => sets.every((set) => set.has(scope)));
  return { scopes, isPublic: false, isUnclear: sets.some((set) => set.size > scopes.length) };
}

function whyNot(schemes: Schemes, [names = []]: readonly Alternative[]): string {
  if (names.length > 1) return "needs two keys at once";
  const scheme = schemes.get(names[0]?.scheme ?? "");
  if (scheme === undefined) return "takes a key that the document does not describe";
  return scheme.sending === undefined ? scheme.why : "takes another kind of key than most operations";
}
