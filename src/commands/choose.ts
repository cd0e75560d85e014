import { CommandError, ExitCode } from "../app/exit-code.ts";
import { accessToolName, type Connector, queryToolName, tablesToolName } from "../connectors/schema/connector.ts";
import type { Choice } from "../credentials/credential.ts";
import { scopeNoun } from "../messages/key.ts";
import { didYouMean } from "../messages/phrases.ts";
import { nearestName } from "../utils/nearest-name.ts";

/** What is to be shown of a connector, on the command line: names with commas between them, or "all". */
export interface ChoiceOptions {
  readonly tools?: string | undefined;
  readonly scopes?: string | undefined;
}

/** What takes a choice back. */
const ALL = "all";

/** Reads the options into what they make of an earlier choice. Ends the command where a name is not known. */
export function parseChoice(
  connector: Connector,
  { tools, scopes }: ChoiceOptions,
): (before: Choice | undefined) => Choice | undefined {
  const namedTools = tools === undefined || tools === ALL ? undefined : parseTools(connector, tools);
  const namedScopes = scopes === undefined || scopes === ALL ? undefined : parseShownScopes(connector, scopes);
  return (before) => {
    const chosen = {
      tools: tools === undefined ? before?.tools : namedTools,
      scopes: scopes === undefined ? before?.scopes : namedScopes,
    };
    if (chosen.tools === undefined && chosen.scopes === undefined) return undefined;
    return {
      ...(chosen.tools === undefined ? {} : { tools: chosen.tools }),
      ...(chosen.scopes === undefined ? {} : { scopes: chosen.scopes }),
    };
  };
}

/** In the connector's order. The tools that every connector has beside its endpoints follow from those. */
function parseTools(connector: Connector, text: string): string[] {
  const own = [tablesToolName(connector), queryToolName(connector), accessToolName(connector)];
  const known = connector.endpoints.map(({ tool }) => tool);
  const named = namesIn(text);
  const stranger = named.find((name) => !known.includes(name) && !own.includes(name));
  if (stranger !== undefined) {
    const hint = didYouMean(nearestName(stranger, known));
    throw usage(`${connector.title} has no tool "${stranger}".${hint} Its tools: ${known.join(", ")}.`);
  }
  const chosen = known.filter((name) => named.includes(name));
  if (chosen.length > 0) return chosen;
  throw usage(
    named.length === 0
      ? `Name at least one tool, or ${ALL}: --tools ${known.slice(0, 2).join(",")}.`
      : `${named.join(" and ")} cannot be shown alone. Name the tools whose rows it may ask too; it stays beside them.`,
  );
}

function parseShownScopes(connector: Connector, text: string): string[] {
  const scopes = parseScopes(connector, text);
  if (scopes.length > 0) return scopes;
  const noun = scopeNoun(connector, 1);
  throw usage(`Name at least one ${noun}, or ${ALL}: --scopes ${connector.scopes.map(({ name }) => name).join(",")}.`);
}

/** Reads scopes of a connector, in its order; none where the text is empty. Ends the command where one is not known. */
export function parseScopes(connector: Connector, text: string): string[] {
  const { title, scopes } = connector;
  if (scopes.length === 0) {
    throw usage(`${title} has no ${scopeNoun(connector, 2)}: every key has the same tools. Leave --scopes out.`);
  }
  const known = scopes.map(({ name }) => name);
  const named = namesIn(text);
  const stranger = named.find((name) => !known.includes(name));
  if (stranger === undefined) return known.filter((name) => named.includes(name));
  const hint = didYouMean(nearestName(stranger, known));
  throw usage(
    `${title} has no ${scopeNoun(connector, 1)} "${stranger}".${hint} Its ${scopeNoun(connector, 2)}: ${known.join(", ")}.`,
  );
}

function namesIn(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  return names.filter((name) => name !== "");
}

function usage(message: string): CommandError {
  return new CommandError(message, ExitCode.usage);
}
