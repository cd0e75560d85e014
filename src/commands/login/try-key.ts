import type { App } from "../../app/app.ts";
import type { Credential } from "../../credentials/credential.ts";
import { NO_CHANGES } from "../../credentials/key-changes.ts";
import { findUncheckedCertificates } from "../../credentials/tls-check.ts";
import type { ApiSaid } from "../../failures/failure.ts";
import { explain } from "../../messages/explain.ts";
import { apiSaid } from "../../messages/http-failures.ts";
import { otherAddresses } from "../../messages/key.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import { createSession } from "../../scopes/session.ts";
import { systemClock } from "../../utils/time.ts";

/**
 * Finds out what a key that is not stored yet may do, by asking the API; not where certificates go unchecked. What it
 * learns of the scopes is kept on disk.
 */
export function tryKey(
  { connector, profile, environment, grants, openStore, http }: App,
  credential: Credential,
): Promise<AccessReport> {
  const failure = findUncheckedCertificates(environment);
  const session = createSession({
    connector,
    profile,
    lookUpKey: async () =>
      failure === undefined ? { ok: true, credential, notes: [] } : { ok: false, failure, notes: [] },
    readsQuietly: true,
    keyChanges: NO_CHANGES,
    // What was found out at an earlier time would pass for a try of today.
    grants: { ...grants, read: async () => undefined },
    openStore,
    http,
    clock: systemClock,
    random: Math.random,
  });
  return session.checkAccess().finally(() => session.close());
}

/** Makes what the keychain is to hold of a key. */
export function toCredential(
  { connector, profile, keychain }: App,
  key: Pick<Credential, "form" | "secret" | "baseUrl" | "settings">,
): Credential {
  return { connectorId: connector.id, profile, source: { kind: "keychain", store: keychain.store }, ...key };
}

/** Says why a key could not be tried, as sentences. For a report whose `tried` is "unknown". */
export function explainUntested(report: AccessReport): string {
  const { failure } = report;
  const untried = "The key could not be tried.";
  if (failure === undefined) return `${untried} ${report.connector.title} did not answer in time.`;
  switch (failure.kind) {
    // It was tried: that is how this came out.
    case "forbidden":
      return explain(failure, report);
    case "refused":
      return `${untried} ${failure.status === 404 ? explainNotFound(failure.said, report) : explain(failure, report)}`;
    // A redirect or a web page in place of an answer: perhaps the API is elsewhere.
    case "redirected":
    case "bad-answer":
      return `${untried} ${explain(failure, report)} ${otherAddresses(report)}`.trimEnd();
    default:
      return `${untried} ${explain(failure, report)}`;
  }
}

/** A 404 for a request that Keyscope chose: it is not about anything that the person asked for. */
function explainNotFound(said: ApiSaid | undefined, report: AccessReport): string {
  const { title, address } = report.connector;
  const right =
    address.kind === "own"
      ? `Log in again with the address of your own, such as ${address.example}.`
      : otherAddresses(report) || "If it is right, the API has changed.";
  return `${title} has nothing where Keyscope asked, below ${report.key?.baseUrl.href ?? ""} (HTTP 404), so that address is probably wrong.${apiSaid(title, said)} ${right}`;
}
