import { endpointOf } from "./endpoint.ts";
import { chosenSending, describedSending, type Need, needOf } from "./key-choice.ts";
import { type Get, nameOf, type Operations, type Reading, readGet } from "./operations.ts";
import { Unusable } from "./reference.ts";
import type { LeftOut } from "./result.ts";
import { alternativesOf, type Scheme, type Sending, schemesOf } from "./security.ts";
import { toolNames } from "./tool-names.ts";
import { member } from "./tree.ts";

/** How the connector's key is sent. */
export interface Key {
  readonly sending: Sending;
  readonly schemes: ReadonlyMap<string, Scheme>;
  /** Whether the document says which operations need it; then those of which it says nothing need none. */
  readonly isStated: boolean;
  /** What the document leaves open about it, as sentences. */
  readonly notes: readonly string[];
}

/** An operation that can become a tool. */
export interface Candidate {
  readonly get: Get;
  readonly reading: Reading;
  readonly need: Extract<Need, { ok: true }>;
  /** Without the connector's prefix. */
  readonly tool: string;
}

/** What of a document can become tools, and what cannot. */
export interface Found {
  readonly candidates: readonly Candidate[];
  readonly leftOut: readonly (LeftOut & {
    readonly get: Pick<Get, "id" | "path" | "tags">;
    readonly tool?: undefined;
  })[];
}

const WORD_BEFORE_KEY =
  'The key is sent as it is in the header Authorization. If the API wants a word before it, such as "Token", add that to the definition as "prefix" of "authentication".';
const NO_SCHEME =
  'The document does not say how the key is sent, so it is sent as most APIs have it: Authorization: Bearer. If calls answer 401, mend "authentication" in the definition.';
const NO_REQUIREMENT =
  "The document describes a key and does not say which operations need it, so it is sent with all of them.";

/** The key that most operations take. Undefined where they take only such as cannot be sent. */
export function keyOf(document: unknown, gets: readonly Get[]): Key | undefined {
  const schemes = schemesOf(document);
  const offered = gets.filter(({ node }) => member(node, "deprecated") !== true);
  const alternatives = offered.map(({ node }) => alternativesOf(document, node));
  const sending = chosenSending(schemes, alternatives);
  if (sending !== undefined) {
    const isBare = sending.kind === "header" && sending.name.toLowerCase() === "authorization";
    return { sending, schemes, isStated: true, notes: isBare ? [WORD_BEFORE_KEY] : [] };
  }
  const needsKey = alternatives.some(
    (each) => each !== undefined && each.length > 0 && each.every((one) => one.length > 0),
  );
  if (needsKey) return undefined;
  const described = describedSending(schemes);
  return described === undefined
    ? { sending: { kind: "bearer" }, schemes, isStated: false, notes: [NO_SCHEME] }
    : { sending: described, schemes, isStated: false, notes: [NO_REQUIREMENT] };
}

/** Which operations can become tools, with their names; the others with the reason. */
export function candidatesOf(
  document: unknown,
  { gets, lost }: Operations,
  baseUrl: string,
  { sending, schemes, isStated }: Key,
  id: string,
): Found {
  const keyHeader = sending.kind === "header" ? sending.name.toLowerCase() : undefined;
  const leftOut = lost.map(({ path, operation, why }): Found["leftOut"][number] => ({
    operation,
    why,
    get: { id: "", path, tags: [] },
  }));
  const usable = gets.flatMap((get): Omit<Candidate, "tool">[] => {
    try {
      const reading = readGet(document, get, baseUrl, keyHeader);
      // Only to see whether it can be built: names are given to those that can.
      endpointOf(get, reading, "get", []);
      const need = needOf(schemes, alternativesOf(document, get.node), sending);
      if (!need.ok) throw new Unusable(need.why);
      return [{ get, reading, need: { ...need, isPublic: need.isPublic && isStated } }];
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      leftOut.push({ operation: nameOf(get), why: error.message, get });
      return [];
    }
  });
  const tools = toolNames(
    usable.map(({ get, reading }) => ({ id: get.id, path: get.path, list: reading.list })),
    id,
  );
  return { candidates: usable.map((each, at) => ({ ...each, tool: tools[at] ?? "" })), leftOut };
}
