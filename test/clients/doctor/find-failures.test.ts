import { describe, expect, it } from "vitest";
import { clients } from "../../../src/clients/catalog/index.ts";
import type { Client, Machine } from "../../../src/clients/client.ts";
import { findFailures } from "../../../src/clients/doctor/find-failures.ts";
import { resolveEntry } from "../../../src/clients/server-entry.ts";
import { setpilot } from "../../../src/connectors/catalog/setpilot.ts";
import type { UnreachableReason } from "../../../src/credentials/keychain/keychain.ts";
import { DIAGNOSIS, type Diagnosis, diagnose, readDiagnosis } from "../../../src/failures/diagnosis.ts";
import type { Failure, NetworkFailure } from "../../../src/failures/failure.ts";
import { explain } from "../../../src/messages/explain.ts";

const machine: Machine = {
  platform: "linux",
  home: "/home/ada",
  folder: "/home/ada/shop",
  env: {
    HOME: "/home/ada",
    PATH: "/usr/bin",
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/tmp/bus",
    HTTPS_PROXY: "http://proxy.example:3128",
    NODE_EXTRA_CA_CERTS: "/etc/proxy.pem",
  },
};
/** What the access tool says of a failure. */
function told(failure: Failure): Diagnosis {
  return diagnose(failure, explain(failure, { connector: setpilot, profile: "default" }));
}

function unreachable(reason: UnreachableReason): Diagnosis {
  return told({ kind: "no-key", reason: { kind: "unreachable", store: "Secret Service", reason, detail: "" } });
}

function network(reason: NetworkFailure): Diagnosis {
  return told({ kind: "network", reason, host: "app.example.com", code: undefined, attempts: 1 });
}

const noBus = unreachable("no-bus");
const noKey = told({ kind: "no-key", reason: { kind: "none" } });
const offline = network("refused");

describe("a diagnosis", () => {
  it.each(["no-bus", "no-secret-service"] as const)("of a keychain with %s lacks the session's D-Bus", (reason) => {
    expect(unreachable(reason)).toEqual({ text: expect.any(String), lacks: "session-bus" });
  });

  it.each(["dns", "refused", "unreachable", "reset", "timeout", "tls", "protocol"] as const)(
    "of the network's failure %s lacks the way out",
    (reason) => expect(network(reason)).toEqual({ text: expect.any(String), lacks: "network" }),
  );

  it.each([
    ["no key", noKey],
    ["a keychain that refuses", unreachable("access-denied")],
    ["a proxy that is known", network("proxy")],
    ["a proxy that wants a login", network("proxy-login")],
    ["a rejected key", told({ kind: "key-rejected", lastFour: "4f2a", said: undefined })],
  ])("of %s lacks nothing of the environment", (_, diagnosis) => {
    expect(diagnosis).toEqual({ text: expect.any(String) });
  });

  it("is read as it was sent, and not from anything else", () => {
    for (const sent of [noBus, noKey, offline]) {
      expect(readDiagnosis(JSON.parse(JSON.stringify({ [DIAGNOSIS]: sent })))).toEqual(sent);
    }
    expect(readDiagnosis({ [DIAGNOSIS]: { text: "a", lacks: "sleep" } })).toEqual({ text: "a" });
    for (const other of [undefined, {}, { [DIAGNOSIS]: null }, { [DIAGNOSIS]: "a" }, { [DIAGNOSIS]: { text: 1 } }]) {
      expect(readDiagnosis(other)).toBeUndefined();
    }
  });
});

function clientNamed(id: string): Client {
  const client = clients.find((candidate) => candidate.id === id);
  if (client === undefined) throw new Error(`There is no client ${id}.`);
  return client;
}

/** What is wrong with a server that started and told this diagnosis. */
function failures(id: string, diagnosis: Diagnosis | undefined, env: Readonly<Record<string, string>> = {}) {
  const client = clientNamed(id);
  const entry = resolveEntry({ command: "node", args: ["keyscope.cjs"], env, handedOn: [] }, client, machine);
  const trial = { kind: "answered", tools: ["a"], diagnosis, said: "", stray: undefined } as const;
  return findFailures(trial, { found: "/usr/bin/node", entry, client, machine });
}

describe("a server without access", () => {
  it("may lack the D-Bus session that this terminal has", () => {
    expect(failures("codex", noBus)).toEqual([
      { kind: "access", said: noBus.text },
      { kind: "not-handed-on", variables: ["DBUS_SESSION_BUS_ADDRESS"], way: "names", installAdds: true },
    ]);
    expect(failures("claude-desktop", noBus)[1]).toMatchObject({ way: "values", installAdds: true });
    expect(failures("cursor", noBus)[1]).toMatchObject({
      way: "references",
      example: `\${env:DBUS_SESSION_BUS_ADDRESS}`,
    });
  });

  it("may lack the proxy, or its certificate", () => {
    expect(failures("claude-desktop", offline)[1]).toMatchObject({
      kind: "not-handed-on",
      variables: ["HTTPS_PROXY", "NODE_EXTRA_CA_CERTS"],
    });
    // Codex hands certificates on, Gemini CLI proxies without a password.
    expect(failures("codex", offline)[1]).toMatchObject({ variables: ["HTTPS_PROXY"] });
    expect(failures("gemini", offline)[1]).toMatchObject({
      variables: ["NODE_EXTRA_CA_CERTS"],
      example: "$NODE_EXTRA_CA_CERTS",
    });
  });

  it("is not told to change variables when they have nothing to do with it, or are there", () => {
    expect(failures("codex", noKey)).toEqual([{ kind: "access", said: noKey.text }]);
    expect(failures("claude-code", noBus)).toEqual([{ kind: "access", said: noBus.text }]);
    expect(failures("claude-code", offline)).toEqual([{ kind: "access", said: offline.text }]);
  });
});

describe("a server that answers", () => {
  it("has no failure when its access tool has none", () => {
    expect(failures("codex", undefined)).toEqual([]);
  });

  it("is not judged by a key for which VS Code asks the person", () => {
    const env = { SETPILOT_API_KEY: `\${input:key}` };
    const entry = resolveEntry({ command: "node", args: [], env, handedOn: [] }, clientNamed("vscode"), machine);
    expect(entry).toMatchObject({ asked: ["SETPILOT_API_KEY"], unreplaced: [] });
    expect(failures("vscode", noKey, env)).toEqual([]);
  });
});
