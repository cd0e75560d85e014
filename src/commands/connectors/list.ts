import { ExitCode } from "../../app/exit-code.ts";
import { openCustomDefinitions } from "../../app/find-connector.ts";
import { connectors as builtIns, defaultConnector } from "../../connectors/catalog/index.ts";
import type { Loaded } from "../../connectors/custom/check.ts";
import { formatIssue } from "../../connectors/custom/issues.ts";
import { type Connector, usualBaseUrl } from "../../connectors/schema/connector.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { columns, jsonLines, type Output } from "../../terminal/output.ts";
import { formatCount } from "./print-definition.ts";

/** One connector of the list. */
interface Listed {
  readonly id: string;
  readonly origin: "built in" | "built in, extended" | "your own";
  /** Undefined when the person's own definition is damaged and there is no built-in one. */
  readonly connector: Connector | undefined;
  /** What is wrong with the person's own definition. */
  readonly issue: string | undefined;
}

/** The connectors known, built in and a person's own, with the scopes of each. */
export async function listConnectors(
  options: { readonly json?: boolean | undefined },
  output: Output,
): Promise<ExitCode> {
  const list = await findKnown();
  if (options.json) output.out(jsonLines({ connectors: list.map(listDocument) }));
  else for (const listed of list) printListed(listed, output);
  return ExitCode.done;
}

async function findKnown(): Promise<Listed[]> {
  const files = openCustomDefinitions();
  const custom = new Map<string, Loaded>();
  for (const id of files.ids()) {
    const { loadDefinition } = await import("../../connectors/custom/check.ts");
    const loaded = loadDefinition(files, id);
    if (loaded !== undefined) custom.set(id, loaded);
  }
  const known = builtIns.map((connector) => describeListed(connector.id, connector, custom.get(connector.id)));
  const others = [...custom].filter(([id]) => !builtIns.some((connector) => connector.id === id));
  return [...known, ...others.map(([id, loaded]) => describeListed(id, undefined, loaded))];
}

function describeListed(id: string, builtIn: Connector | undefined, custom: Loaded | undefined): Listed {
  return {
    id,
    origin: builtIn === undefined ? "your own" : custom?.ok ? "built in, extended" : "built in",
    connector: custom?.ok ? custom.connector : builtIn,
    issue: custom === undefined || custom.ok ? undefined : formatIssue(custom.issue),
  };
}

/** What `connectors --json` says of one; other programs rely on its names. */
function listDocument({ id, origin, connector, issue }: Listed) {
  return {
    id,
    origin,
    problem: issue ?? null,
    ...(connector && {
      title: connector.title,
      about: connector.about,
      baseUrl: usualBaseUrl(connector) ?? null,
      environment: connector.keyForms.flatMap(({ parts }) => parts.map(({ variable }) => variable)),
      scopes: connector.scopes.map(({ name, grants }) => ({ name, grants })),
      tools: connector.endpoints.length + 1,
    }),
  };
}

function printListed({ id, origin, connector, issue }: Listed, output: Output): void {
  const isDefault = id === defaultConnector.id ? " (the default)" : "";
  const mark = origin === "built in" ? "" : ` (${origin})`;
  const what = connector === undefined ? "" : `: ${connector.title}, ${connector.about}`;
  output.out(`${output.paint("bold", id)}${isDefault}${mark}${what}`);
  if (issue !== undefined) {
    output.out(
      output.paint(
        "red",
        `  What you added cannot be used: ${issue}. Add it again with --replace, or run \`${ownCommand(`connectors remove ${id}`)}\`.`,
      ),
    );
  }
  if (connector === undefined) return;
  const scopes = connector.scopes.map(({ name, grants }) => [`  ${name}`, grants]);
  output.out(
    scopes.length > 0
      ? columns(scopes)
      : `  no scopes; ${formatCount(connector.endpoints.length, "tool")} and check_access`,
  );
}
