import {
  accessToolName,
  type Connector,
  type Prompt,
  queryToolName,
  readPlaceholders,
  tablesToolName,
  titleFromName,
  toolPrefix,
} from "../connectors/schema/connector.ts";
import type { View } from "../scopes/narrowing.ts";
import { tablesFor } from "../tables/table.ts";

/** The prompts of a connector; none where it declares none. */
export function promptsOf({ prompts }: Connector): readonly Prompt[] {
  return prompts ?? [];
}

/** What a person reads of a prompt in a list. */
export function promptTitle({ title, name }: Prompt): string {
  return title ?? titleFromName(name);
}

/** The names of the tools that a prompt needs, which are those that its text names, in the text's order. */
export function promptTools(connector: Pick<Connector, "id">, prompt: Prompt): string[] {
  const own = new Set(prompt.arguments.map(({ name }) => name));
  const named = new Set(prompt.text.flatMap(readPlaceholders).filter((name) => !own.has(name)));
  return [...named].map((name) => `${toolPrefix(connector)}${name}`);
}

/**
 * The tools of a prompt that are hidden: it is offered where there is none.
 * @param hasEngine whether questions over all rows can be asked here
 */
export function hiddenTools(
  connector: Connector,
  prompt: Prompt,
  view: Pick<View, "shown"> | undefined,
  hasEngine: boolean,
): string[] {
  const asks = hasEngine && tablesFor(connector, view).length > 0;
  const shown = new Set([
    ...(view?.shown.map(({ tool }) => tool) ?? []),
    ...(asks ? [queryToolName(connector), tablesToolName(connector)] : []),
    ...(view === undefined ? [] : [accessToolName(connector)]),
  ]);
  return promptTools(connector, prompt).filter((tool) => !shown.has(tool));
}
