import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import { failed } from "../failures/failure.ts";
import type { AccessReport, Asker } from "./access-report.ts";
import type { View } from "./narrowing.ts";
import type { Session } from "./session.ts";

/** What is open to somebody of a team, as far as the key permits it. */
export interface Allowance {
  /** Of the connector's. All others do not exist for them. */
  readonly endpoints: ReadonlySet<Endpoint>;
  /** Names of scopes that they have, if the key does. */
  readonly scopes: ReadonlySet<string>;
  /** Personal data is masked for them, also where the key's setting shows it. */
  readonly isMasked: boolean;
}

/**
 * What one person sees of a session that several share: their part of its view, masked if they are masked. It tells them of
 * their own access and nothing of the key; ending it ends nothing.
 * @param allowance undefined where nothing is open to them: then neither the key nor the API is asked
 */
export function createPersonSession(shared: Session, asker: Asker, allowance: Allowance | undefined): Session {
  const { connector } = shared;
  const isOpen = (endpoint: Endpoint) => allowance?.endpoints.has(endpoint) === true;
  const nothing: View = { shown: [], hidden: [], unchosen: connector.endpoints };
  const narrowed = (view: View | undefined) => view && narrowView(connector, view, isOpen);

  return {
    connector,
    profile: "",
    asker,
    view: async () => (allowance === undefined ? nothing : narrowed(await shared.view())),
    knownView: () => (allowance === undefined ? nothing : narrowed(shared.knownView())),
    async meta() {
      // By which clock periods are counted. The rest may be of people who are masked.
      const timezone = allowance === undefined ? undefined : (await shared.meta())?.timezone;
      return timezone === undefined ? undefined : { timezone };
    },
    fetch: async (endpoint, given, caller) => {
      if (allowance === undefined || !isOpen(endpoint)) {
        return failed({ kind: "not-permitted", tool: endpoint.tool });
      }
      return shared.fetch(endpoint, given, allowance.isMasked ? { ...caller, isMasked: true } : caller);
    },
    shareLeft: shared.shareLeft,
    async checkAccess() {
      if (allowance === undefined) return { ...noAccess(connector, asker), ...nothing };
      const report = await shared.checkAccess();
      return { ...personReport(report, allowance), ...narrowView(connector, report, isOpen), asker };
    },
    onGrantChanged: shared.onGrantChanged,
    // The key's own, with where it lies and what was decided for it, is nobody's business here.
    credential: () => undefined,
    withoutKeys: shared.withoutKeys,
    close() {},
  };
}

/** What is not open is as if whoever has the key had not chosen it. */
function narrowView({ endpoints }: Connector, view: View, isOpen: (endpoint: Endpoint) => boolean): View {
  return {
    shown: view.shown.filter(isOpen),
    hidden: view.hidden.filter(({ endpoint }) => isOpen(endpoint)),
    unchosen: endpoints.filter((endpoint) => !isOpen(endpoint) || view.unchosen.includes(endpoint)),
  };
}

/** The key's report as far as it is about this person. What the API said of the key was said to whoever has it. */
function personReport(report: AccessReport, { scopes, isMasked }: Allowance): AccessReport {
  return {
    ...report,
    profile: "",
    key: undefined,
    privacy: isMasked ? "masked" : report.privacy,
    notes: report.notes.filter(({ kind }) => kind === "no-engine"),
    scopes: report.scopes.filter(({ name }) => scopes.has(name)),
    choice: undefined,
    denial: undefined,
    meta: isMasked ? undefined : report.meta,
  };
}

function noAccess(connector: Connector, asker: Asker): Omit<AccessReport, keyof View> {
  return {
    connector,
    asker,
    profile: "",
    key: undefined,
    privacy: undefined,
    isUsable: false,
    tried: "unknown",
    failure: undefined,
    notes: [],
    scopes: [],
    choice: undefined,
    denial: undefined,
    meta: undefined,
    checkedAt: undefined,
    countsOthers: false,
    remaining: [],
  };
}

/** The same session for rows that are kept masked, whatever the key's setting is. Its key is another one when the key is. */
export function createMaskedSession(shared: Session): Session {
  const masked = new WeakMap<Credential, Credential>();
  return {
    ...shared,
    fetch: (endpoint, given, caller) => shared.fetch(endpoint, given, { ...caller, isMasked: true }),
    credential() {
      const credential = shared.credential();
      if (credential === undefined) return undefined;
      const known = masked.get(credential) ?? {
        ...credential,
        settings: { ...credential.settings, privacy: "masked" },
      };
      masked.set(credential, known);
      return known;
    },
  };
}
