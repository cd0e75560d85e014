import { execFileSync } from "node:child_process";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import { type ExampleKey, type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts";
import { openForFile } from "./cleanup.ts";
import { clientEnvironment, temporaryHome } from "./clients.ts";
import { keyEnvironment } from "./emulated.ts";

type Variables = Readonly<Record<string, string>>;

/** Where servers and commands of a test run: a home folder that is empty at first, and the emulated APIs. */
export interface Place {
  readonly sandbox: Sandbox;
  readonly home: string;
  /** The environment that MCP clients pass there, and whatever is added. */
  environment(added?: Variables): Record<string, string>;
  /** The same with a key of Setpilot. */
  withKey(key: string, added?: Variables): Record<string, string>;
  /** The same with one of the sandbox's keys of any API. */
  withExample(connector: Connector, key: ExampleKey, added?: Variables): Record<string, string>;
}

/** Opens one for all tests of a file, or by `openForTest` for the test that is running. */
export async function openPlace(opening = openForFile, options?: SandboxOptions): Promise<Place> {
  const sandbox = await opening(startSandbox(options));
  const { path: home } = await opening(temporaryHome());
  const environment = (added: Variables = {}) => clientEnvironment(home, added);
  return {
    sandbox,
    home,
    environment,
    withKey: (key, added) =>
      environment({ SETPILOT_API_KEY: key, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot"), ...added }),
    withExample: (connector, key, added) => environment({ ...keyEnvironment(connector, key, sandbox), ...added }),
  };
}

/** A disk of 1 MB; undefined where this user may make none: only root on Linux may. Then the tests say that they were skipped. */
export async function openDisk() {
  const { path, remove } = await temporaryHome();
  let isMounted = false;
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path], { stdio: "ignore" });
    isMounted = true;
  } catch {}
  return {
    path: isMounted ? path : undefined,
    async close() {
      if (isMounted) execFileSync("umount", [path]);
      await remove();
    },
  };
}
