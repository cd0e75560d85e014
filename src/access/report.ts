import type { Failure } from "../calls/failure.ts";
import type { Connector, Endpoint } from "../connectors/connector.ts";
import type { KeyNote, KeySource } from "../credentials/credential.ts";
import type { AnswerMeta } from "../results/answer.ts";
import { type HiddenEndpoint, hiddenEndpoints, type ScopeState, shownEndpoints, unknownGrant } from "./grant.ts";
import type { KeyState } from "./state.ts";

/** Everything there is to know about a key's access, for `check_access`, `status` and `login` to word. */
export interface AccessReport {
  readonly connector: Connector;
  readonly profile: string;
  readonly key: { readonly lastFour: string; readonly source: KeySource; readonly baseUrl: URL } | undefined;
  /** Whether the key can be used: there is one, and the API has not rejected it. */
  readonly isUsable: boolean;
  /** What stands in the way, if anything does. */
  readonly problem: Failure | undefined;
  readonly notes: readonly KeyNote[];
  readonly scopes: readonly { readonly name: string; readonly grants: string; readonly state: ScopeState }[];
  readonly shown: readonly Endpoint[];
  readonly hidden: readonly HiddenEndpoint[];
  readonly meta: AnswerMeta | undefined;
  /** When the scopes were found out; undefined when they never were. */
  readonly checkedAt: Date | undefined;
  /** Requests that may still be sent in the current window, and whether those of other processes are counted. */
  readonly remaining: { readonly requests: number; readonly countsOthers: boolean } | undefined;
}

export function reportAccess(connector: Connector, profile: string, key: KeyState): AccessReport {
  const present = key.kind === "present" ? key : undefined;
  const isUsable = present !== undefined && !present.rejected;
  const grant = isUsable ? present.grant : unknownGrant(connector);
  return {
    connector,
    profile,
    key: present && {
      lastFour: present.account.credential.secret.lastFour,
      source: present.account.credential.source,
      baseUrl: present.account.credential.baseUrl,
    },
    isUsable,
    problem: problemOf(key),
    notes: key.notes,
    scopes: connector.scopes.map(({ name, grants }) => ({ name, grants, state: grant.get(name) ?? "unknown" })),
    shown: isUsable ? shownEndpoints(connector, grant) : [],
    hidden: isUsable ? hiddenEndpoints(connector, grant) : [],
    meta: present?.meta,
    checkedAt: isUsable ? present.checkedAt : undefined,
    remaining: present && {
      requests: present.account.line.limiter.remaining(),
      countsOthers: present.account.line.limiter.countsOthers(),
    },
  };
}

function problemOf(key: KeyState): Failure | undefined {
  switch (key.kind) {
    case "missing":
      return { kind: "no-key", problem: key.problem };
    case "present": {
      const { lastFour } = key.account.credential.secret;
      return key.rejected ? { kind: "key-rejected", lastFour } : key.trouble;
    }
    default:
      return key satisfies never;
  }
}
