import { loadCustomConnectors } from "../../app/find-connector.ts";
import { connectors as builtIns } from "../../connectors/catalog/index.ts";
import type { Order } from "../../connectors/custom/find-orders.ts";
import {
  type Argument,
  type Connector,
  type Endpoint,
  type KeyForm,
  type Prompt,
  type PromptArgument,
  usualBaseUrl,
} from "../../connectors/schema/connector.ts";
import { keyMenu } from "../../messages/key.ts";
import { promptTitle } from "../../prompts/prompt.ts";
import { columns, type Output } from "../../terminal/output.ts";

/**
 * Prints where a connector's key goes, and in full what an assistant will read of it: whoever adds a connector lets its
 * words be read.
 * @param file the person's own definition, where there is one
 */
export function printConnector(connector: Connector, file: string | undefined, output: Output): void {
  const { title, about, keyForms, headers = {} } = connector;
  output.out(output.paint("bold", `${title}, ${about}`));
  output.out(
    columns([
      ["Address", usualBaseUrl(connector) ?? "each customer's own, asked for at login"],
      ...keyForms.map((form) => ["Key", keyText(form)]),
      ...Object.entries(headers).map(([name, value]) => ["Header", `${name}: ${value}`]),
      ["Made in", keyMenu(connector)],
      ...(file === undefined ? [] : [["Added by", file]]),
    ]),
  );
  printAdvice(connector, output);
  printTools(connector, output);
}

/** Prints scopes, tools and prompts, those of a connector or those that an extension adds. */
export function printTools(
  { scopes, endpoints, prompts = [] }: Pick<Connector, "scopes" | "endpoints" | "prompts">,
  output: Output,
): void {
  if (scopes.length > 0) {
    output.out("");
    output.out(
      columns(scopes.map(({ name, grants, probe }) => [name, grants, probe === undefined ? "" : `GET ${probe.path}`])),
    );
  }
  for (const endpoint of endpoints) printTool(endpoint, output);
  for (const prompt of prompts) printPrompt(prompt, output);
}

/** What the assistant is told beside its tools. */
function printAdvice(connector: Connector, output: Output): void {
  const { keyGuide, guidance, refusalHints = [], personalData, notCovered = [] } = connector;
  output.out("");
  output.out(keyGuide.who);
  output.out(guidance);
  for (const { status, advice } of refusalHints) output.out(`When it answers ${status}: ${advice}`);
  if (personalData !== undefined) output.out(`Its answers hold ${personalData.what}`);
  for (const { what, why } of notCovered) output.out(`Not covered: ${what}: ${why}`);
}

function printTool({ tool, title, description, path, scopes, arguments: all }: Endpoint, output: Output): void {
  output.out("");
  const needs = scopes.length === 0 ? "" : `, needs ${scopes.join(", ")}`;
  output.out(`${output.paint("cyan", tool)}  GET ${path}${needs}`);
  output.out(`  ${title}: ${description}`);
  if (all.length > 0) output.out(columns(all.map(toRow)));
}

/** In full, since an assistant gets it as if the person had written it. */
function printPrompt(prompt: Prompt, output: Output): void {
  output.out("");
  output.out(`${output.paint("cyan", prompt.name)}  a question ready to ask`);
  output.out(`  ${promptTitle(prompt)}: ${prompt.description}`);
  if (prompt.arguments.length > 0) output.out(columns(prompt.arguments.map(promptRow)));
  for (const paragraph of prompt.text) output.out(`  | ${paragraph}`);
}

/** Finds what could be orders to an assistant in a definition, or in the connector that was made of it. */
export async function findOrdersIn(definition: unknown, { id }: Pick<Connector, "id">): Promise<Order[]> {
  const { findOrders } = await import("../../connectors/custom/find-orders.ts");
  const others = [...builtIns, ...(await loadCustomConnectors(id))].filter((other) => other.id !== id);
  return findOrders(
    definition,
    others.flatMap(({ endpoints }) => endpoints.map(({ tool }) => tool)),
  );
}

const MOST_ORDERS = 40;

/** Points out what could be orders, after everything else, where a person looks before saying yes. */
export function printOrders(
  orders: readonly Order[],
  { endpoints }: Pick<Connector, "endpoints">,
  output: Output,
): void {
  if (orders.length === 0) return;
  const places = orders.length === 1 ? "One place" : `${orders.length} places`;
  output.err(
    `\n${output.paint("yellow", "Look at this")}  ${places} in these texts may give the assistant orders instead of describing the API. Let them be read to it only if you trust who wrote them:`,
  );
  for (const { at, why, words } of orders.slice(0, MOST_ORDERS)) {
    const tool = endpoints[Number(/^endpoints\[(\d+)\]/.exec(at)?.[1] ?? "-1")]?.tool;
    output.err(`  ${at}${tool === undefined ? "" : ` (${tool})`} ${why}: "${words}"`);
  }
  if (orders.length > MOST_ORDERS) output.err(`  and ${orders.length - MOST_ORDERS} more`);
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

function promptRow(argument: PromptArgument): string[] {
  const values = argument.type === "choice" ? `: ${argument.values.join(", ")}` : "";
  const isNeeded = argument.default === undefined;
  return [`  ${argument.name}`, argument.type, isNeeded ? "required" : "", `${argument.description}${values}`];
}

function toRow(argument: Argument): string[] {
  const isNeeded = argument.required === true || argument.in === "path";
  const values = "values" in argument && argument.values !== undefined ? `: ${argument.values.join(", ")}` : "";
  return [`  ${argument.name}`, argument.type, isNeeded ? "required" : "", `${argument.description}${values}`];
}
