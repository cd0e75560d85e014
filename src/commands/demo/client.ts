import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { McpClient } from "../../clients/doctor/mcp-client.ts";
import { connectors } from "../../connectors/catalog/index.ts";
import type { Scene } from "./scenes.ts";

/**
 * Starts `keyscope serve` as an MCP client would, with one key of the sandbox in its environment, and connects to it
 * over stdio. Home and cache folder are temporary, so that nothing of the person's own is read or written.
 */
export async function connectDemoClient(scene: Scene, baseUrl: string): Promise<McpClient> {
  const home = await mkdtemp(join(tmpdir(), "keyscope-demo-"));
  // Also when the demo breaks off in the middle.
  process.once("exit", () => removeNow(home));
  const { startServer } = await import("../../clients/doctor/mcp-client.ts");
  const client = await startServer("keyscope-demo", {
    command: process.execPath,
    args: [process.argv[1] ?? "", "serve", scene.connector],
    env: {
      ...{ HOME: home, USERPROFILE: home, LOCALAPPDATA: home, XDG_CACHE_HOME: home },
      ...keyEnvironment(scene, baseUrl),
    },
  });
  return {
    ...client,
    async close() {
      await client.close();
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The variables that give a server its key, by the connector's own names. */
function keyEnvironment({ connector: id, key, isMasked }: Scene, baseUrl: string): Record<string, string> {
  const connector = connectors.find((candidate) => candidate.id === id);
  if (connector === undefined) throw new Error(`The demo knows no connector ${id}.`);
  const [{ parts }] = connector.keyForms;
  const variables = parts.map(({ variable }, index) => [variable, key.parts[index] ?? ""] as const);
  const privacy = isMasked ? { [connector.environment.privacy]: "masked" } : {};
  return { ...Object.fromEntries(variables), ...privacy, [connector.environment.baseUrl]: baseUrl };
}

/** The server may still be writing there; what it leaves behind is for the system's own cleaning. */
function removeNow(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Nothing more can be done while the process ends.
  }
}
