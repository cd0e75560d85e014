import type { Failure } from "../../failures/failure.ts";
import type { PartState } from "../../http-server/health.ts";
import { explain } from "../../messages/explain.ts";
import type { KnownAccess } from "../../scopes/access-report.ts";
import type { KeyedSession } from "../../scopes/session.ts";

/** What `GET /readyz` says of the key and the API, as they were last seen. */
export async function describeKey(session: KeyedSession): Promise<PartState> {
  const seen = session.lastSeen();
  const key = keyState(seen);
  const isReady = key === "accepted" && seen?.failure === undefined;
  const lines = {
    connector: session.connector.id,
    profile: session.profile,
    key,
    checkedAt: seen?.checkedAt?.toISOString() ?? null,
    problem: seen?.failure === undefined ? null : problemOf(seen.failure),
    limits: seen?.countsOthers === true ? "shared" : "alone",
  };
  return { isReady, lines };
}

function keyState(seen: KnownAccess | undefined): "not-read" | "missing" | "rejected" | "not-tried" | "accepted" {
  if (seen === undefined) return "not-read";
  if (seen.key === undefined) return "missing";
  if (!seen.isUsable) return "rejected";
  return seen.tried === "unknown" ? "not-tried" : "accepted";
}

/** For whoever watches the server, who may be anybody: no address and no word of the API's. */
function problemOf({ kind }: Failure): string {
  switch (kind) {
    case "no-key":
      return "There is no key that can be used. `keyscope status` on the machine of the server says why.";
    case "key-rejected":
      return "The API rejected the key. `keyscope status` on the machine of the server says what to do.";
    case "network":
      return "The API could not be reached at the last look. It is tried again.";
    default:
      return "The API did not answer as usual at the last look. It is tried again.";
  }
}

/** Says to whoever started the server what stands in the way; undefined where nothing does, or it is not known yet. */
export function explainNotReady(session: KeyedSession): string | undefined {
  const seen = session.lastSeen();
  if (seen?.failure === undefined) return undefined;
  const { connector, profile, key, failure } = seen;
  return `It cannot answer yet. ${session.withoutKeys(explain(failure, { connector, profile, key }))}`;
}
