import { ExitCode } from "../../app/exit-code.ts";
import { findConnector, openCustomDefinitions } from "../../app/find-connector.ts";
import { type Argument, type Connector, type KeyForm, usualBaseUrl } from "../../connectors/schema/connector.ts";
import { keyMenu } from "../../messages/key.ts";
import { columns, jsonLines, type Output } from "../../terminal/output.ts";

/** One connector: where its key goes and how, its scopes, and each tool with path and arguments. */
export async function showConnector(
  { connector: id, json }: { readonly connector: string; readonly json?: boolean | undefined },
  output: Output,
): Promise<ExitCode> {
  const connector = await findConnector(id);
  const files = openCustomDefinitions();
  if (json) output.out(jsonLines(connector));
  else printConnector(connector, files.has(id) ? files.pathOf(id) : undefined, output);
  return ExitCode.done;
}

/** @param file the person's own definition, where there is one */
function printConnector(connector: Connector, file: string | undefined, output: Output): void {
  const { title, about, keyForms, scopes, endpoints } = connector;
  output.out(output.paint("bold", `${title}, ${about}`));
  output.out(
    columns([
      ["Address", usualBaseUrl(connector) ?? "each customer's own, asked for at login"],
      ...keyForms.map((form) => ["Key", keyText(form)]),
      ["Made in", keyMenu(connector)],
      ...(file === undefined ? [] : [["Added by", file]]),
    ]),
  );
  if (scopes.length > 0) {
    output.out("");
    output.out(
      columns(scopes.map(({ name, grants, probe }) => [name, grants, probe === undefined ? "" : `GET ${probe.path}`])),
    );
  }
  for (const endpoint of endpoints) {
    output.out("");
    const needs = endpoint.scopes.length === 0 ? "" : `, needs ${endpoint.scopes.join(", ")}`;
    output.out(`${output.paint("cyan", endpoint.tool)}  GET ${endpoint.path}${needs}`);
    if (endpoint.arguments.length > 0) output.out(columns(endpoint.arguments.map(argumentRow)));
  }
}

function keyText({ name, parts, authentication }: KeyForm): string {
  const variables = parts.map(({ variable }) => variable).join(" and ");
  return `${name}, ${sentAs(authentication)}; from the keychain or ${variables}`;
}

function sentAs(authentication: KeyForm["authentication"]): string {
  switch (authentication.kind) {
    case "bearer":
      return "sent as a bearer token";
    case "header":
      return `sent in the header ${authentication.name}`;
    case "basic":
      return "sent by HTTP Basic";
    default:
      return authentication satisfies never;
  }
}

function argumentRow(argument: Argument): string[] {
  const isNeeded = argument.required === true || argument.in === "path";
  const values = "values" in argument && argument.values !== undefined ? `: ${argument.values.join(", ")}` : "";
  return [`  ${argument.name}`, argument.type, isNeeded ? "required" : "", `${argument.description}${values}`];
}
