import type { AnswerMeta } from "../answers/answer.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import type { Choice, Credential, KeyNote, ProfileSettings } from "../credentials/credential.ts";
import type { ApiSaid, Failure } from "../failures/failure.ts";
import type { RemainingRequests } from "../rate-limit/limiter.ts";
import { canAskFor, hasNothingToTry, type ScopeState } from "./grant.ts";
import type { KeyState, PresentKey } from "./key-state.ts";
import type { View } from "./narrowing.ts";

/** Somebody of a team, who uses a key that is not theirs. */
export interface Asker {
  /** Which claim of their token names their groups. */
  readonly claim: string;
  /** Those of their groups that something is open to; none where nothing is open to them. */
  readonly groups: readonly string[];
  /** Whom to ask for more, where that is known. */
  readonly contact: string | undefined;
}

/** What is known of a key's access, without asking anybody. */
export interface KnownAccess extends View {
  readonly connector: Connector;
  /** Whose access it is, where that is not whoever has the key. */
  readonly asker?: Asker;
  readonly profile: string;
  readonly key: ({ readonly lastFour: string } & Pick<Credential, "source" | "baseUrl">) | undefined;
  /** What happens to personal data in answers; undefined when there is no key whose setting it could be. */
  readonly privacy: ProfileSettings["privacy"] | undefined;
  /** Whether the key can be used: there is one, and the API has not rejected it. */
  readonly isUsable: boolean;
  /** Whether the API has ever accepted this key: it has, that is not known, or there is no request to try it with. */
  readonly tried: "answered" | "unknown" | "nothing-to-try";
  /** What stands in the way, if anything does. */
  readonly failure: Failure | undefined;
  readonly notes: readonly KeyNote[];
  readonly scopes: readonly ReportedScope[];
  /** What the person wants shown; undefined where that is all that the key permits. */
  readonly choice: Choice | undefined;
  /** What the API said when it was asked for what is hidden. */
  readonly denial: ApiSaid | undefined;
  readonly meta: AnswerMeta | undefined;
  /** When the API last accepted the key and its scopes were found out; undefined when they never were. */
  readonly checkedAt: Date | undefined;
  /** Whether the requests of other processes are counted too; false where there is no key. */
  readonly countsOthers: boolean;
}

/** Everything there is to know about a key's access, for `check_access`, `status` and `login` to word. */
export interface AccessReport extends KnownAccess {
  /** Requests that may still be sent, for each limit of the API; none where there is no key. */
  readonly remaining: readonly RemainingRequests[];
}

export interface ReportedScope {
  readonly name: string;
  readonly grants: string;
  readonly state: ScopeState;
  /** Unknown so far, and asked for again. One that is unknown and not this stays so. */
  readonly isPending: boolean;
}

/** Reports all there is to know of a key, or of there being none. Whoever counts its requests is asked. */
export async function reportAccess(connector: Connector, profile: string, key: KeyState): Promise<AccessReport> {
  const remaining = key.kind === "present" ? await key.api.transport.limiter.remaining() : [];
  return { ...reportKnown(connector, profile, key), remaining };
}

/** Reports what is known of a key, or of there being none. */
export function reportKnown(connector: Connector, profile: string, key: KeyState): KnownAccess {
  const present = key.kind === "present" ? key : undefined;
  const usable = present?.known.rejected === undefined ? present : undefined;
  return {
    connector,
    profile,
    ...ofCredential(present?.api.credential),
    isUsable: usable !== undefined,
    tried: triedWith(connector, usable),
    failure: failureOf(key),
    notes: key.notes,
    scopes: reportedScopes(connector, usable),
    ...(usable?.view ?? NOTHING),
    choice: present?.api.credential.settings.choice,
    denial: usable?.known.denial,
    meta: present?.known.meta,
    checkedAt: usable?.known.checkedAt,
    countsOthers: present?.api.transport.limiter.countsOthers() ?? false,
  };
}

const NOTHING: View = { shown: [], hidden: [], unchosen: [] };

function ofCredential(credential: Credential | undefined): Pick<AccessReport, "key" | "privacy"> {
  if (credential === undefined) return { key: undefined, privacy: undefined };
  const { secret, source, baseUrl, settings } = credential;
  return { key: { lastFour: secret.lastFour, source, baseUrl }, privacy: settings.privacy };
}

function triedWith(connector: Connector, usable: PresentKey | undefined): AccessReport["tried"] {
  if (usable?.known.checkedAt !== undefined) return "answered";
  return hasNothingToTry(connector) ? "nothing-to-try" : "unknown";
}

function reportedScopes(connector: Connector, usable: PresentKey | undefined): ReportedScope[] {
  const isAnswered = usable?.known.checkedHere !== undefined && usable.known.failure === undefined;
  return connector.scopes.map((scope) => {
    const state = usable?.known.grant.get(scope.name) ?? "unknown";
    const isPending = state === "unknown" && !isAnswered && canAskFor(connector, scope);
    return { name: scope.name, grants: scope.grants, state, isPending };
  });
}

function failureOf(key: KeyState): Failure | undefined {
  switch (key.kind) {
    case "missing":
      return { kind: "no-key", reason: key.failure };
    case "present":
      return key.known.rejected ?? key.known.failure;
    default:
      return key satisfies never;
  }
}
