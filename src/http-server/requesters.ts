import type { Principal } from "../auth/authenticator.ts";
import type { Requester } from "../mcp/server.ts";
import { type CallsPerPersonSources, createCallsPerPerson } from "../rate-limit/calls-per-person.ts";

/** So many calls one person of a team may make in any minute, where nobody says otherwise. */
export const CALLS_PER_MINUTE = 60;

/**
 * Tells people apart by their identity provider and its name for them. Whoever runs the server alone is nobody in particular:
 * nobody is there to share with.
 * @param callsPerMinute looked at with each call, because the setting may change while the server runs
 */
export function createRequesters(
  sources: CallsPerPersonSources,
  callsPerMinute: () => number,
): (principal: Principal) => Pick<Requester, "person" | "admit"> {
  const perPerson = createCallsPerPerson(sources);
  return ({ subject, claims }) => {
    const issuer = claims["iss"];
    if (issuer === undefined) return {};
    const person = JSON.stringify([issuer, subject]);
    return { person, admit: () => perPerson.admit(person, callsPerMinute()) };
  };
}
