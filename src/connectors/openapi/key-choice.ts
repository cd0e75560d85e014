import type { Alternative, Scheme, Sending } from "./security.ts";

/** What an operation asks of the key that was chosen for the connector. */
export type Need =
  | { readonly ok: true; readonly scopes: readonly string[]; readonly isPublic: boolean; readonly isUnclear: boolean }
  /** Why it does not take that key, as a clause that follows the operation's name. */
  | { readonly ok: false; readonly why: string };

const ORDER = ["bearer", "header", "basic"] as const;

/**
 * The one way of sending the key that most operations accept; of equal ones a bearer token first. Undefined where no
 * operation says anything.
 */
export function chosenSending(
  schemes: ReadonlyMap<string, Scheme>,
  operations: readonly (readonly Alternative[] | undefined)[],
): Sending | undefined {
  const counts = new Map<string, { readonly sending: Sending; count: number }>();
  for (const alternatives of operations) {
    const accepted = new Map((alternatives ?? []).flatMap((each) => sendingsOf(schemes, each)));
    for (const [name, sending] of accepted) {
      const seen = counts.get(name) ?? { sending, count: 0 };
      counts.set(name, { sending, count: seen.count + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || rank(a.sending) - rank(b.sending))[0]?.sending;
}

/** The first way of sending a key that the document describes at all, for documents that never say where it is needed. */
export function describedSending(schemes: ReadonlyMap<string, Scheme>): Sending | undefined {
  const sendings = [...schemes.values()].flatMap(({ sending }) => sending ?? []);
  return sendings.sort((a, b) => rank(a) - rank(b))[0];
}

/** What an operation needs of a key that is sent so. */
export function needOf(
  schemes: ReadonlyMap<string, Scheme>,
  alternatives: readonly Alternative[] | undefined,
  sending: Sending,
): Need {
  if (alternatives === undefined || alternatives.length === 0 || alternatives.some((each) => each.length === 0)) {
    return { ok: true, scopes: [], isPublic: true, isUnclear: false };
  }
  const fitting = alternatives.filter((each) => sendingsOf(schemes, each).some(([name]) => name === nameOf(sending)));
  const [first] = fitting.map(scopesOf);
  if (first === undefined) return { ok: false, why: refusal(schemes, alternatives) };
  const sets = fitting.map((each) => new Set(scopesOf(each)));
  // Whichever way the key is accepted, it needs what all of them ask for.
  const scopes = first.filter((scope) => sets.every((set) => set.has(scope)));
  return { ok: true, scopes, isPublic: false, isUnclear: sets.some((set) => set.size > scopes.length) };
}

/** At most one: what needs two keys at once cannot be sent. */
function sendingsOf(schemes: ReadonlyMap<string, Scheme>, alternative: Alternative): [string, Sending][] {
  const sendings = alternative.map(({ scheme }) => schemes.get(scheme)?.sending);
  const [first] = sendings;
  if (first === undefined || sendings.some((each) => each === undefined || nameOf(each) !== nameOf(first))) return [];
  return [[nameOf(first), first]];
}

function nameOf(sending: Sending): string {
  return sending.kind === "header" ? `header ${sending.name.toLowerCase()}` : sending.kind;
}

function rank({ kind }: Sending): number {
  return ORDER.indexOf(kind);
}

function scopesOf(alternative: Alternative): readonly string[] {
  return [...new Set(alternative.flatMap(({ scopes }) => scopes))];
}

function refusal(schemes: ReadonlyMap<string, Scheme>, alternatives: readonly Alternative[]): string {
  const [names = []] = alternatives;
  if (names.length > 1) return "needs two keys at once";
  const scheme = schemes.get(names[0]?.scheme ?? "");
  if (scheme === undefined) return "takes a key that the document does not describe";
  return scheme.sending === undefined ? scheme.why : "takes another kind of key than most operations";
}
