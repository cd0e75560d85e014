import { describe, expect, it } from "vitest";
import { clients } from "../../src/clients/catalog/index.ts";
import type { ClientId } from "../../src/clients/client.ts";
import { handOn } from "../../src/clients/hand-on.ts";

const env = {
  DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/user/7/bus",
  HTTPS_PROXY: "http://jo:hush@proxy:1",
  NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
};

function added(id: ClientId, entry: object, variables: readonly string[], given: Record<string, string> = env) {
  const client = clients.find((one) => one.id === id);
  if (client === undefined) throw new Error(id);
  return handOn(entry, variables, client, given);
}

describe("what an entry hands on", () => {
  it("is named where the client takes names, beside those that are there", () => {
    expect(added("codex", { command: "x", env_vars: ["A"] }, ["HTTPS_PROXY"])).toEqual({
      command: "x",
      env_vars: ["A", "HTTPS_PROXY"],
    });
  });

  it("is referred to where the client replaces references, so that no value stands in the file", () => {
    const variables = Object.keys(env);
    const entry = added("amp", { command: "x", env: { A: "1" } }, variables);
    expect(entry).toMatchObject({ env: { A: "1", HTTPS_PROXY: `\${HTTPS_PROXY}` } });
    expect(added("opencode", { environment: {} }, ["HTTPS_PROXY"])).toEqual({
      environment: { HTTPS_PROXY: "{env:HTTPS_PROXY}" },
    });
    expect(JSON.stringify(entry)).not.toContain("hush");
  });

  it("is a value only where that holds no password and lasts", () => {
    const variables = Object.keys(env);
    expect(added("claude-desktop", { command: "x" }, variables)).toEqual({
      command: "x",
      env: { DBUS_SESSION_BUS_ADDRESS: env.DBUS_SESSION_BUS_ADDRESS, NODE_EXTRA_CA_CERTS: "/etc/ca.pem" },
    });
    const passing = { DBUS_SESSION_BUS_ADDRESS: "unix:abstract=/tmp/dbus-1" };
    expect(added("claude-desktop", { command: "x" }, Object.keys(passing), passing)).toBeUndefined();
  });
});
