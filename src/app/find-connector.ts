import { join } from "node:path";
import { connectors as builtIns, defaultConnector } from "../connectors/catalog/index.ts";
import { type DefinitionFiles, openDefinitionFiles } from "../connectors/custom/files.ts";
import { formatIssue } from "../connectors/custom/issues.ts";
import { type Connector, toolPrefix } from "../connectors/schema/connector.ts";
import { ownCommand } from "../messages/own-command.ts";
import { didYouMean } from "../messages/phrases.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { CommandError, ExitCode } from "./exit-code.ts";
import { configFolder } from "./paths.ts";

/**
 * Finds the connector of that id, built in or a person's own; the default one when none is named. A built-in one comes with
 * what the person added to it. Where there is no file of the person's, nothing is loaded to find that out.
 */
export async function findConnector(id: string | undefined): Promise<Connector> {
  const wanted = id ?? defaultConnector.id;
  const files = openCustomDefinitions();
  return (await findCustom(files, wanted)) ?? findBuiltIn(wanted, files);
}

/** Whether there is a connector of that id, built in or a person's own, be its definition good or not. */
export function isConnectorId(id: string): boolean {
  return builtIns.some((connector) => connector.id === id) || openCustomDefinitions().has(id);
}

/** Finds the connector of a tool, whose name is unique across connectors; undefined when none has such a tool. */
export async function findConnectorOf(tool: string): Promise<Connector | undefined> {
  const ids = [...builtIns.map(({ id }) => id), ...openCustomDefinitions().ids()];
  const candidates = ids.filter((id) => tool.startsWith(toolPrefix({ id })));
  // `shop_eu_list_orders` may belong to shop-eu or to shop: the longer id is the likelier one.
  const [likeliest, ...others] = [...new Set(candidates)].sort((a, b) => b.length - a.length);
  if (likeliest === undefined) return undefined;
  const first = await findConnector(likeliest);
  for (const id of hasTool(first, tool) ? [] : others) {
    const other = await findConnector(id);
    if (hasTool(other, tool)) return other;
  }
  return first;
}

function hasTool(connector: Connector, tool: string): boolean {
  return connector.endpoints.some((endpoint) => endpoint.tool === tool);
}

/** Loads what the person's file for this id makes; undefined when there is none. */
async function findCustom(files: DefinitionFiles, id: string): Promise<Connector | undefined> {
  if (!files.has(id)) return undefined;
  const { loadDefinition } = await import("../connectors/custom/check.ts");
  const loaded = loadDefinition(files, id);
  if (loaded === undefined || loaded.ok) return loaded?.connector;
  throw new CommandError(
    `The definition that you added for ${id} cannot be used: ${formatIssue(loaded.issue)}. It is in ${files.pathOf(id)}. Add it again with \`${ownCommand("connectors add FILE --replace")}\`, or take it away with \`${ownCommand(`connectors remove ${id}`)}\`.`,
    ExitCode.failed,
  );
}

function findBuiltIn(id: string, files: DefinitionFiles): Connector {
  const found = builtIns.find((connector) => connector.id === id);
  if (found !== undefined) return found;
  const ids = [...new Set([...builtIns.map((connector) => connector.id), ...files.ids()])];
  const hint = didYouMean(nearestName(id, ids));
  throw new CommandError(`There is no connector "${id}".${hint} Known: ${ids.join(", ")}.`, ExitCode.usage);
}

/** Opens the definitions that this person added. */
export function openCustomDefinitions(): DefinitionFiles {
  const folder = configFolder(process.env, process.platform);
  return openDefinitionFiles(folder && join(folder, "connectors"));
}

/**
 * Loads the connectors of all definitions that this person added, as far as they can be used.
 * @param but the id of one that is left out
 */
export async function loadCustomConnectors(but?: string): Promise<Connector[]> {
  const files = openCustomDefinitions();
  const { loadDefinition } = await import("../connectors/custom/check.ts");
  return files
    .ids()
    .filter((id) => id !== but)
    .flatMap((id) => {
      const loaded = loadDefinition(files, id);
      return loaded?.ok ? [loaded.connector] : [];
    });
}

/** The connectors that Keyscope has itself and those that this person added, as far as they can be used. */
export async function allConnectors(): Promise<Connector[]> {
  const custom = openCustomDefinitions().ids().length === 0 ? [] : await loadCustomConnectors();
  const own = builtIns.map((connector) => custom.find(({ id }) => id === connector.id) ?? connector);
  return [...own, ...custom.filter(({ id }) => builtIns.every((connector) => connector.id !== id))];
}
