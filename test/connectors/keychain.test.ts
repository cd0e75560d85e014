import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { accessToolName, type Connector } from "../../src/connectors/schema/connector.ts";
import { type ExampleKey, type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { connect, generations } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { apiId } from "../helpers/emulated.ts";
import { running, startKeyringSession } from "../helpers/keyring-session.ts";
import { ownTools } from "../helpers/own-tools.ts";

const session = await startKeyringSession();

describe.skipIf("skipped" in session)("each connector with its key in the keychain", () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
    await running(session).unlock();
  });

  afterAll(async () => {
    await sandbox.close();
    await running(session).stop();
  });

  /** Logs in as a person with a pipe does: each part of the key on a line. */
  function login(connector: Connector, key: ExampleKey, profile: string) {
    const baseUrl = sandbox.baseUrl(apiId(connector));
    return runCommand(["login", connector.id, "--profile", profile, "--base-url", baseUrl], {
      env: running(session).env,
      stdin: `${key.parts.join("\n")}\n`,
    });
  }

  async function listedTools(connector: Connector, profile: string): Promise<string[]> {
    const args = ["serve", connector.id, "--profile", profile];
    const client = await connect(generations[2], { ...running(session).env }, args);
    try {
      return await client.toolNames();
    } finally {
      await client.close();
    }
  }

  describe.each(connectors.map((connector) => ({ name: connector.id, connector })))("$name", ({ connector }) => {
    const own = connector.endpoints.length === 0 ? [accessToolName(connector)] : ownTools(connector.id);
    const every = [...connector.endpoints.map(({ tool }) => tool), ...own];

    it("stores the key, says what it unlocks, and serves exactly that", async () => {
      const { stdout, stderr, exitCode } = await login(connector, sandbox.examples[apiId(connector)].all, "shop");
      expect({ stderr, exitCode }, stderr).toMatchObject({ exitCode: 0 });
      expect(stdout).toContain(`as ${connector.id}:shop`);
      for (const { tool } of connector.endpoints) expect(stdout).toContain(tool);
      for (const part of sandbox.examples[apiId(connector)].all.parts) expect(stdout + stderr).not.toContain(part);
      expect(await listedTools(connector, "shop")).toEqual(every);
    });

    it.skipIf(connector.endpoints.length === 0)("refuses a revoked key and stores nothing", async () => {
      const { stderr, exitCode } = await login(connector, sandbox.examples[apiId(connector)].revoked, "revoked");
      expect(exitCode).toBe(3);
      expect(stderr).toContain("Nothing was stored");
      expect(await listedTools(connector, "revoked")).toEqual([accessToolName(connector)]);
    });
  });
});
