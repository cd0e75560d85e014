import type { Authenticator } from "../../auth/authenticator.ts";
import { explainTrouble } from "../../auth/explain.ts";
import type { PartState } from "../../http-server/health.ts";

/** What `GET /readyz` says of the identity provider, whose address the metadata makes public anyway. */
export async function describeIssuerPart({ findTrouble }: Authenticator): Promise<PartState> {
  if (findTrouble === undefined) return { isReady: true, lines: {} };
  const trouble = findTrouble();
  return { isReady: trouble === undefined, lines: { issuer: trouble === undefined ? null : explainTrouble(trouble) } };
}
