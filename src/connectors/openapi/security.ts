import { groupBy } from "../../utils/group-by.ts";
import { getMember, isRecord } from "../../utils/own.ts";
import type { Authentication } from "../schema/connector.ts";
import { headerName } from "../schema/patterns.ts";
import { follow, getEntries, getItems, getText, type Node, readerOf, Unusable, unlessUnusable } from "./document.ts";

/** The connector's key. */
export interface Key {
  readonly sending: Authentication;
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
  /** Undefined where Keyscope cannot send a key so. */
  readonly sending: Authentication | undefined;
  /** Why an operation that takes only such a key becomes no tool, as a clause. */
  readonly why: string;
  /** What an OAuth scheme says of its scopes, by name. */
  readonly scopes: ReadonlyMap<string, string>;
}

type Schemes = ReadonlyMap<string, Scheme>;

/** One way that an operation accepts a key, with the scopes that the key needs then. */
type Way = Pick<Scheme, "sending" | "why"> & { readonly scopes: readonly string[] };

interface Ways {
  readonly ways: readonly Way[];
  /** A call needs no key: nothing is said, nothing is asked for, or one of the ways is to send none. */
  readonly isOpen: boolean;
}

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
  const all = operations
    .filter((node) => getMember(node, "deprecated") !== true)
    .map((node) => readWays(document, schemes, node));
  const sending = findMostAccepted(all);
  if (sending !== undefined) {
    const isBare = sending.kind === "header" && sending.name.toLowerCase() === "authorization";
    return { sending, schemes, isStated: true, notes: isBare ? [WORD_BEFORE_KEY] : [] };
  }
  if (!all.every(({ isOpen }) => isOpen)) return undefined;
  const [first] = [...schemes.values()].flatMap((scheme) => scheme.sending ?? []).sort((a, b) => rank(a) - rank(b));
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
  return unlessUnusable(
    () => {
      const node = follow(readerOf(document), value);
      const sending = readSending(node);
      return typeof sending === "string"
        ? notSent(sending)
        : { sending, why: "takes another kind of key than most operations", scopes: readScopes(node) };
    },
    (why) => notSent(`takes a key whose description ${why}`),
  );
}

function notSent(why: string): Scheme {
  return { sending: undefined, why, scopes: new Map() };
}

/** Reads how the key is sent, or why Keyscope does not send it so. */
function readSending(node: Node): Authentication | string {
  const type = getText(node, "type");
  if (type === "oauth2" || type === "openIdConnect") return { kind: "bearer" };
  const scheme = type === "http" ? getText(node, "scheme").toLowerCase() : "";
  if (scheme === "bearer" || scheme === "basic") return { kind: scheme };
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
 * Reads the ways that an operation accepts a key: its own `security`, or else the document's.
 * https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
 */
function readWays(document: unknown, schemes: Schemes, operation: Node): Ways {
  const holder = Array.isArray(getMember(operation, "security")) ? operation : document;
  const requirements = getItems(holder, "security", 20).filter(isRecord);
  const asking = requirements.filter((requirement) => Object.keys(requirement).length > 0);
  const isOpen = requirements.length === 0 || asking.length < requirements.length;
  return { ways: asking.map((requirement) => readWay(schemes, requirement)), isOpen };
}

/** What needs two keys at once cannot be sent. */
function readWay(schemes: Schemes, requirement: Node): Way {
  const names = Object.keys(requirement).slice(0, 10);
  const unknown = notSent("takes a key that the document does not describe");
  const [first = unknown, ...others] = names.map((name) => schemes.get(name) ?? unknown);
  const isOneKey = others.every(({ sending }) => isSame(sending, first.sending));
  return {
    sending: isOneKey ? first.sending : undefined,
    why: others.length > 0 ? "needs two keys at once" : first.why,
    // Some documents write several names into one text, as OAuth itself does.
    scopes: names
      .flatMap((name) => getItems(requirement, name, 50))
      .flatMap((scope) => (typeof scope === "string" ? scope.split(/[\s,]+/) : []))
      .filter((scope) => scope !== ""),
  };
}

/** The way of sending a key that most operations accept. Undefined where no operation says anything. */
function findMostAccepted(operations: readonly Ways[]): Authentication | undefined {
  const accepted = operations.flatMap(({ ways }) => {
    const sendings = ways.flatMap(({ sending }) => sending ?? []);
    return [...new Map(sendings.map((each) => [nameOf(each), each])).values()];
  });
  const [most] = [...groupBy(accepted, nameOf).values()].sort((a, b) => b.length - a.length || rank(a[0]) - rank(b[0]));
  return most?.at(-1);
}

function isSame(one: Authentication | undefined, other: Authentication | undefined): boolean {
  return one !== undefined && other !== undefined && nameOf(one) === nameOf(other);
}

function nameOf(sending: Authentication): string {
  return sending.kind === "header" ? `header ${sending.name.toLowerCase()}` : sending.kind;
}

function rank({ kind }: Authentication): number {
  return ORDER.indexOf(kind);
}

/** Reads what an operation needs of the connector's key. Throws `Unusable` where it does not take that one. */
export function readNeed(document: unknown, operation: Node, { schemes, sending, isStated }: Key): Need {
  const { ways, isOpen } = readWays(document, schemes, operation);
  if (isOpen) return { scopes: [], isPublic: isStated, isUnclear: false };
  const sets = ways.filter((way) => isSame(way.sending, sending)).map(({ scopes }) => new Set(scopes));
  const [first] = sets;
  if (first === undefined) throw new Unusable(ways[0]?.why);
  // Whichever way the key is accepted, it needs what all of them ask for.
  const scopes = [...first].filter((scope) => sets.every((set) => set.has(scope)));
  return { scopes, isPublic: false, isUnclear: sets.some((set) => set.size > scopes.length) };
}
