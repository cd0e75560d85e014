import { connectors as builtIns, defaultConnector } from "../connectors/catalog/index.ts";
import type { DefinitionFiles } from "../connectors/custom/files.ts";
import { formatIssue } from "../connectors/custom/issues.ts";
import { type Connector, toolPrefix } from "../connectors/schema/connector.ts";
import { didYouMean } from "../messages/phrases.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { ownDefinitions } from "./custom-connectors.ts";
import { CommandError, ExitCode } from "./exit-code.ts";

/**
 * The connector of that id, built in or a person's own; the default one when none is named. A built-in one comes with
 * what the person added to it. Where there is no file of the person's, nothing is loaded to find that out.
 */
export async function findConnector(id: string | undefined): Promise<Connector> {
  const wanted = id ?? defaultConnector.id;
  const files = ownDefinitions();
  return (await ownConnector(files, wanted)) ?? builtInConnector(wanted, files);
}

/** Whether there is a connector of that id, built in or a person's own, be its definition good or not. */
export function isConnectorId(id: string): boolean {
  return builtIns.some((connector) => connector.id === id) || ownDefinitions().has(id);
}

/** Tool names are unique across connectors, so the tool tells the connector; undefined when none has such a tool. */
export async function findConnectorOf(tool: string): Promise<Connector | undefined> {
  const ids = [...builtIns.map(({ id }) => id), ...ownDefinitions().ids()];
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

/** What the person's own file for this id makes; undefined when there is none. */
async function ownConnector(files: DefinitionFiles, id: string): Promise<Connector | undefined> {
  if (!files.has(id)) return undefined;
  const { loadDefinition } = await import("../connectors/custom/check.ts");
  const loaded = loadDefinition(files, id);
  if (loaded === undefined || loaded.ok) return loaded?.connector;
  throw new CommandError(
    `The definition that you added for ${id} cannot be used: ${formatIssue(loaded.issue)}. It is in ${files.pathOf(id)}. Add it again with \`keyscope connectors add FILE --replace\`, or take it away with \`keyscope connectors remove ${id}\`.`,
    ExitCode.failed,
  );
}

function builtInConnector(id: string, files: DefinitionFiles): Connector {
  const found = builtIns.find((connector) => connector.id === id);
  if (found !== undefined) return found;
  const ids = [...new Set([...builtIns.map((connector) => connector.id), ...files.ids()])];
  const hint = didYouMean(nearestName(id, ids));
  throw new CommandError(`There is no connector "${id}".${hint} Known: ${ids.join(", ")}.`, ExitCode.usage);
}
