import type { UncheckedCertificates } from "./credential.ts";

const VARIABLE = "NODE_TLS_REJECT_UNAUTHORIZED";

/**
 * Tells whether Node accepts any certificate, so that whoever is on the way can answer in the API's place and read the
 * key; undefined where it checks them. Exactly "0" turns the check off (Node's lib/internal/options.js).
 */
export function findUncheckedCertificates(environment: NodeJS.ProcessEnv): UncheckedCertificates | undefined {
  return environment[VARIABLE] === "0" ? { kind: "unchecked-certificates", variable: VARIABLE } : undefined;
}
