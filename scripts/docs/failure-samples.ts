import { defaultConnector } from "../../src/connectors/catalog/index.ts";
import type { KeyFailure, KeyNote } from "../../src/credentials/credential.ts";
import type { UnreachableReason } from "../../src/credentials/keychain/keychain.ts";
import type { Failure, NetworkFailure } from "../../src/failures/failure.ts";
import type { ClientFailure } from "../../src/messages/client-failure.ts";
import { explainKeyFailure } from "../../src/messages/key-failures.ts";
import { IS_PUBLISHED } from "../../src/utils/version.ts";

/** Of each kind, what a person calls it and one or more examples: the compiler misses a kind that has none. */
export type Samples<T extends { readonly kind: string }> = {
  readonly [K in T["kind"]]: { readonly title: string; readonly samples: readonly Extract<T, { kind: K }>[] };
};

const STORE = "Secret Service";
const HOST = "app.setpilot.io";
const VARIABLE = "SETPILOT_API_KEY";
const PLACEHOLDER = `\${${VARIABLE}}`;

const reasons = {
  "no-bus": true,
  "no-secret-service": true,
  "no-default-keyring": true,
  "access-denied": true,
  timeout: true,
  failed: true,
} satisfies Record<UnreachableReason, true>;

const networkFailures = {
  dns: "ENOTFOUND",
  refused: "ECONNREFUSED",
  unreachable: "ENETUNREACH",
  reset: "ECONNRESET",
  timeout: "ETIMEDOUT",
  tls: "SELF_SIGNED_CERT_IN_CHAIN",
  proxy: undefined,
  "proxy-login": undefined,
  protocol: undefined,
} satisfies Record<NetworkFailure, string | undefined>;

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table).filter((key): key is K => key in table);
}

export const keySamples: Samples<KeyFailure> = {
  none: { title: "There is none", samples: [{ kind: "none" }, { kind: "none", profiles: ["outlet"] }] },
  placeholder: {
    title: "A variable was not replaced",
    samples: [{ kind: "placeholder", variable: VARIABLE, text: PLACEHOLDER }],
  },
  incomplete: {
    title: "A part of it is missing",
    samples: [{ kind: "incomplete", set: ["EBIZ_CONSUMER_KEY"], missing: ["EBIZ_CONSUMER_SECRET"] }],
  },
  "no-base-url": {
    title: "Its address is missing",
    samples: [{ kind: "no-base-url", variable: "EBIZ_BASE_URL", key: ["EBIZ_API_KEY"] }],
  },
  unusable: {
    title: "It is damaged",
    samples: [
      { kind: "unusable", source: { kind: "environment", variables: [VARIABLE] }, reason: "white-space" },
      { kind: "unusable", source: { kind: "keychain", store: STORE }, reason: "not-ascii" },
    ],
  },
  "bad-base-url": {
    title: "Its address is no good",
    samples: [
      { kind: "bad-base-url", source: { kind: "environment", variables: ["SETPILOT_BASE_URL"] }, reason: "insecure" },
    ],
  },
  "secret-file": {
    title: "Its file cannot serve",
    samples: (["not-there", "not-readable", "both-set"] as const).map((reason) => ({
      kind: "secret-file",
      variable: VARIABLE,
      path: "/run/secrets/setpilot_api_key",
      reason,
    })),
  },
  "unchecked-certificates": {
    title: "Certificates are not checked",
    samples: [{ kind: "unchecked-certificates", variable: "NODE_TLS_REJECT_UNAUTHORIZED" }],
  },
  locked: { title: "The keychain is locked", samples: [{ kind: "locked", store: STORE }] },
  "none-or-locked": {
    title: "There is none, or the keychain is locked",
    samples: [{ kind: "none-or-locked", store: STORE }],
  },
  unreachable: {
    title: "The keychain cannot be reached",
    samples: keysOf(reasons).map((reason) => ({ kind: "unreachable", store: STORE, reason, detail: "" })),
  },
  "library-missing": {
    title: "The keychain cannot be used in this program",
    samples: [{ kind: "library-missing", store: STORE, detail: "" }],
  },
  damaged: {
    title: "The keychain's entry is damaged",
    samples: [
      { kind: "damaged", store: STORE, reason: "not-ours" },
      { kind: "damaged", store: STORE, reason: "several-entries" },
    ],
  },
};

export const noteSamples: Samples<KeyNote> = {
  "no-engine": {
    title: "Questions over all rows are missing",
    samples: [
      { kind: "no-engine", isInstalled: false, reason: "@duckdb/node-api is not installed" },
      {
        kind: "no-engine",
        isInstalled: true,
        reason: '"libstdc++.so.6: cannot open shared object file: No such file or directory"',
      },
    ],
  },
  placeholder: {
    title: "A variable was not replaced",
    samples: [{ kind: "placeholder", variable: VARIABLE, text: PLACEHOLDER }],
  },
  incomplete: {
    title: "Half a key is set",
    samples: [{ kind: "incomplete", set: ["EBIZ_CONSUMER_KEY"], missing: ["EBIZ_CONSUMER_SECRET"] }],
  },
  "base-url-ignored": {
    title: "Another address is set",
    samples: [
      {
        kind: "base-url-ignored",
        variable: "SETPILOT_BASE_URL",
        stored: `https://${HOST}`,
        found: "https://other.example",
      },
    ],
  },
  "privacy-variable": {
    title: "The privacy setting is not followed",
    samples: [
      { kind: "privacy-variable", variable: "SETPILOT_PRIVACY", reason: "not-understood" },
      { kind: "privacy-variable", variable: "SETPILOT_PRIVACY", reason: "stored-is-masked" },
    ],
  },
  "variable-not-for-profile": {
    title: "A variable is set for another profile",
    samples: [{ kind: "variable-not-for-profile", variable: VARIABLE, profile: "outlet" }],
  },
  proxy: {
    title: "Requests go through a proxy",
    samples: [{ kind: "proxy", variable: "HTTPS_PROXY", host: "proxy.example:8080" }],
  },
  "trusted-certificates": {
    title: "More certificates are trusted",
    samples: [{ kind: "trusted-certificates", variable: "NODE_EXTRA_CA_CERTS", path: "/etc/ssl/company.pem" }],
  },
  "unchecked-certificates": {
    title: "Certificates are not checked, and the key is in the environment",
    samples: [{ kind: "unchecked-certificates", variable: "NODE_TLS_REJECT_UNAUTHORIZED" }],
  },
  "code-variable": {
    title: "A variable can bring in other code",
    samples: [{ kind: "code-variable", variable: "NODE_OPTIONS", value: "--require ./trace.cjs" }],
  },
};

const NO_BUS = explainKeyFailure(
  { kind: "unreachable", store: STORE, reason: "no-bus", detail: "" },
  { connector: defaultConnector, profile: "default" },
);

export const clientSamples: Samples<ClientFailure> = {
  "unreadable-configuration": {
    title: "Its configuration is damaged",
    samples: [
      {
        kind: "unreadable-configuration",
        file: "claude_desktop_config.json",
        at: { line: 7, column: 5 },
        reason: "a comma is missing",
      },
    ],
  },
  "missing-program": {
    title: "The program is missing",
    samples: [
      { kind: "missing-program", program: "node", elsewhere: "/home/ada/.nvm/versions/node/v22.11.0/bin/node" },
      { kind: "missing-program", program: "/home/ada/.nvm/versions/node/v20.9.0/bin/node", elsewhere: undefined },
    ],
  },
  "missing-script": {
    title: "Keyscope was moved",
    samples: [{ kind: "missing-script", file: "/usr/lib/node_modules/keyscope/dist/keyscope.cjs" }],
  },
  "not-startable": {
    title: "The program cannot be started",
    samples: [{ kind: "not-startable", program: "C:\\Users\\ada\\AppData\\Roaming\\npm\\keyscope", code: "EINVAL" }],
  },
  "old-node": {
    title: "Node.js is too old",
    samples: [{ kind: "old-node", found: "v16.20.0", needed: "20.19", program: "/usr/local/bin/node" }],
  },
  "plain-text": {
    title: "A key stands in the file",
    samples: [{ kind: "plain-text", file: "claude_desktop_config.json", line: 9, place: `variable ${VARIABLE}` }],
  },
  unreplaced: {
    title: "A variable was not replaced",
    samples: [
      { kind: "unreplaced", place: VARIABLE, text: PLACEHOLDER, reason: "not-known" },
      { kind: "unreplaced", place: VARIABLE, text: PLACEHOLDER, reason: "not-set" },
    ],
  },
  prints: { title: "Something else is printed", samples: [{ kind: "prints", line: "Now using node v22.11.0" }] },
  "no-answer": {
    title: "It does not answer",
    samples: [
      ...(IS_PUBLISHED ? [{ kind: "no-answer", seconds: 10, byNpx: true, said: "" } as const] : []),
      { kind: "no-answer", seconds: 10, byNpx: false, said: "" },
    ],
  },
  ended: {
    title: "It ends at once",
    samples: [{ kind: "ended", exitCode: 2, said: 'There is no connector "setpilto". Did you mean setpilot?' }],
  },
  access: { title: "It starts and has no access", samples: [{ kind: "access", said: NO_BUS }] },
  "not-handed-on": {
    title: "The terminal has what it lacks",
    samples: [
      { kind: "not-handed-on", variables: ["HTTPS_PROXY"], way: "values", example: undefined, installAdds: false },
      {
        kind: "not-handed-on",
        variables: ["HTTPS_PROXY", "NO_PROXY"],
        way: "names",
        example: undefined,
        installAdds: true,
      },
      {
        kind: "not-handed-on",
        variables: ["NODE_EXTRA_CA_CERTS"],
        way: "references",
        example: "$NODE_EXTRA_CA_CERTS",
        installAdds: true,
      },
    ],
  },
  asked: { title: "The assistant asks for the key", samples: [{ kind: "asked", variables: [VARIABLE] }] },
  "not-published": {
    title: "It is to be fetched from npm",
    samples: IS_PUBLISHED ? [] : [{ kind: "not-published" }],
  },
  "not-tried": {
    title: "It was not tried",
    samples: [{ kind: "not-tried", file: ".cursor/mcp.json", variables: ["HTTPS_PROXY"] }],
  },
};

const MISSING = { missing: ["dashboard"], held: ["orders", "products"], said: undefined };
const UNTIL = new Date(2026, 10, 20, 14, 5, 10);
const LIMIT = { requests: 120, seconds: 60, per: "key" } as const;

/** What is about the question only is told to the assistant, which corrects itself: a person does not meet it. */
export const failureSamples: Samples<Failure> = {
  "unknown-tool": { title: "", samples: [] },
  "unknown-argument": { title: "", samples: [] },
  "bad-argument": { title: "", samples: [] },
  "missing-argument": { title: "", samples: [] },
  "too-many-calls": { title: "", samples: [] },
  cancelled: { title: "", samples: [] },
  statement: { title: "", samples: [] },
  "unknown-table": { title: "", samples: [] },
  "no-tables": { title: "", samples: [] },
  "tables-loading": { title: "", samples: [] },
  table: { title: "", samples: [] },
  "no-key": { title: "", samples: [] },
  unauthorized: { title: "", samples: [] },
  "key-rejected": {
    title: "The key is rejected",
    samples: [{ kind: "key-rejected", lastFour: "4f2a", said: undefined }],
  },
  "not-chosen": {
    title: "It was hidden by choice",
    samples: [
      { kind: "not-chosen", what: "tool", name: "setpilot_list_orders", choice: { tools: ["setpilot_get_summary"] } },
    ],
  },
  "not-permitted": { title: "", samples: [] },
  "scope-missing": { title: "The key lacks a scope", samples: [{ kind: "scope-missing", ...MISSING }] },
  "scope-lost": { title: "A scope was taken away", samples: [{ kind: "scope-lost", ...MISSING }] },
  forbidden: {
    title: "It is refused for another reason",
    samples: [{ kind: "forbidden", said: undefined, unsure: [] }],
  },
  "rate-limited": {
    title: "Too many requests",
    samples: [
      { kind: "rate-limited", seconds: 34, until: UNTIL, local: true, limit: LIMIT },
      { kind: "rate-limited", seconds: 34, until: UNTIL, local: false, limit: LIMIT },
    ],
  },
  refused: {
    title: "The request is not accepted",
    samples: [
      { kind: "refused", status: 400, said: undefined },
      { kind: "refused", status: 404, said: undefined },
    ],
  },
  unavailable: {
    title: "The API has a problem",
    samples: [{ kind: "unavailable", status: 503, attempts: 3, said: undefined }],
  },
  network: {
    title: "The API cannot be reached",
    samples: keysOf(networkFailures).map((reason) => ({
      kind: "network",
      reason,
      host: HOST,
      code: networkFailures[reason],
      attempts: 3,
    })),
  },
  redirected: {
    title: "The API sends elsewhere",
    samples: [{ kind: "redirected", status: 302, host: "login.example.com" }],
  },
  "bad-answer": {
    title: "The answer cannot be read",
    samples: [
      {
        kind: "bad-answer",
        status: 200,
        reason: { kind: "html", title: "Sign in to the network" },
        requestId: undefined,
      },
      { kind: "bad-answer", status: 200, reason: { kind: "cut-off" }, requestId: undefined },
      { kind: "bad-answer", status: 200, reason: { kind: "too-much", of: "containers" }, requestId: undefined },
    ],
  },
  "too-large": { title: "The answer is too large", samples: [{ kind: "too-large", limitBytes: 10_000_000 }] },
  deadline: { title: "It takes too long", samples: [{ kind: "deadline", seconds: 25 }] },
  internal: { title: "A defect of Keyscope", samples: [{ kind: "internal" }] },
};
