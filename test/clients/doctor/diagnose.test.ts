import { describe, expect, it } from "vitest";
import { clients } from "../../../src/clients/catalog/index.ts";
import type { Client, Machine } from "../../../src/clients/client.ts";
import { failuresOf } from "../../../src/clients/doctor/diagnose.ts";
import { startedEntry } from "../../../src/clients/started-entry.ts";
import { setpilot } from "../../../src/connectors/catalog/setpilot.ts";
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
const place = { connector: setpilot, profile: "default" };
const noBus = explain(
  { kind: "no-key", problem: { kind: "unreachable", store: "Secret Service", reason: "no-bus", detail: "" } },
  place,
);
const noKey = explain({ kind: "no-key", problem: { kind: "none" } }, place);
const offline = explain(
  { kind: "network", trouble: "refused", host: "app.example.com", code: "ECONNREFUSED", attempts: 1 },
  place,
);

function clientNamed(id: string): Client {
  const client = clients.find((candidate) => candidate.id === id);
  if (client === undefined) throw new Error(`There is no client ${id}.`);
  return client;
}

/** What is wrong with a server that started and says this of its access. */
function troubles(id: string, problem: string) {
  const client = clientNamed(id);
  const entry = { command: "node", args: ["keyscope.cjs"], env: {}, handedOn: [] };
  const started = startedEntry(entry, client.id, machine);
  const access = `Problem: ${problem}\nKey: none for Setpilot, profile default.`;
  const trial = { kind: "answered", tools: [], access, stray: undefined } as const;
  return failuresOf(trial, 10, { found: "/usr/bin/node", started, client, machine });
}

describe("a server without access", () => {
  it("may lack the D-Bus session that this terminal has", () => {
    expect(troubles("codex", noBus)).toEqual([
      { kind: "access", said: noBus },
      { kind: "not-handed-on", variables: ["DBUS_SESSION_BUS_ADDRESS"], way: "names", example: undefined },
    ]);
    expect(troubles("claude-desktop", noBus)[1]).toMatchObject({ way: "values" });
    expect(troubles("cursor", noBus)[1]).toMatchObject({
      way: "references",
      example: `\${env:DBUS_SESSION_BUS_ADDRESS}`,
    });
  });

  it("may lack the proxy, or its certificate", () => {
    expect(troubles("claude-desktop", offline)[1]).toMatchObject({
      kind: "not-handed-on",
      variables: ["HTTPS_PROXY", "NODE_EXTRA_CA_CERTS"],
    });
    // Codex hands certificates on, Gemini CLI proxies without a password.
    expect(troubles("codex", offline)[1]).toMatchObject({ variables: ["HTTPS_PROXY"] });
    expect(troubles("gemini", offline)[1]).toMatchObject({
      variables: ["NODE_EXTRA_CA_CERTS"],
      example: "$NODE_EXTRA_CA_CERTS",
    });
  });

  it("is not told to change variables when they have nothing to do with it, or are there", () => {
    expect(troubles("codex", noKey)).toEqual([{ kind: "access", said: noKey }]);
    expect(troubles("claude-code", noBus)).toEqual([{ kind: "access", said: noBus }]);
    expect(troubles("claude-code", offline)).toEqual([{ kind: "access", said: offline }]);
  });
});

describe("a server that answers", () => {
  it("has no trouble when its access tool has none", () => {
    const client = clientNamed("codex");
    const started = startedEntry({ command: "node", args: [], env: {}, handedOn: [] }, client.id, machine);
    const trial = { kind: "answered", tools: ["a"], access: "Key: the key ending in 4f2a", stray: undefined } as const;
    expect(failuresOf(trial, 10, { found: "/usr/bin/node", started, client, machine })).toEqual([]);
  });

  it("is not judged by a key for which VS Code asks the person", () => {
    const client = clientNamed("vscode");
    const env = { SETPILOT_API_KEY: `\${input:key}` };
    const started = startedEntry({ command: "node", args: [], env, handedOn: [] }, client.id, machine);
    expect(started).toMatchObject({ asked: ["SETPILOT_API_KEY"], unreplaced: [] });
    const trial = { kind: "answered", tools: ["a"], access: `Problem: ${noKey}`, stray: undefined } as const;
    expect(failuresOf(trial, 10, { found: "/usr/bin/node", started, client, machine })).toEqual([]);
  });
});
