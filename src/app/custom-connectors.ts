import { join } from "node:path";
import { type DefinitionFiles, openDefinitionFiles } from "../connectors/custom/files.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import { configFolder } from "./paths.ts";

/** The definitions that this person added. */
export function ownDefinitions(): DefinitionFiles {
  const folder = configFolder(process.env, process.platform);
  return openDefinitionFiles(folder && join(folder, "connectors"));
}

/** The connectors of all definitions that this person added but that of this id, as far as they can be used. */
export async function loadOthers(id: string | undefined): Promise<Connector[]> {
  const files = ownDefinitions();
  const { loadDefinition } = await import("../connectors/custom/check.ts");
  return files
    .ids()
    .filter((other) => other !== id)
    .flatMap((other) => {
      const loaded = loadDefinition(files, other);
      return loaded?.ok ? [loaded.connector] : [];
    });
}
