import type { Connector } from "../../connectors/schema/connector.ts";

/*
 * Who has the bundle for Claude Desktop has a form there and no terminal: what a text sends others to a command or a
 * variable for, it sends them to this form for.
 */

/** What Claude Desktop calls the bundle. */
export function bundleTitle({ title }: Pick<Connector, "title">): string {
  return `Keyscope for ${title}`;
}

/** What the form calls the choice to hide people's data. */
export const PRIVACY_FIELD = "Hide personal data";

/** Where the form is, by the names that Claude Desktop's menus have in 2026, such as "Claude Desktop under Settings → …". */
export function formPlace(connector: Pick<Connector, "title">): string {
  return `Claude Desktop under Settings → Extensions → ${bundleTitle(connector)} → Configure`;
}

/** That something goes into the form, as the sentences after those that say what. */
export function putIntoForm(connector: Pick<Connector, "title">): string {
  return `Then put it into ${formPlace(connector)}, and save. If nothing changes, quit Claude Desktop and start it again.`;
}

/** Where the address is put right that everyone has one of their own of, as a clause; undefined where the form asks for none. */
export function correctAddress(connector: Connector): string | undefined {
  const { address, environment } = connector;
  if (address.kind !== "own") return undefined;
  return `correct ${fieldNames(connector, [environment.baseUrl])}, such as ${address.example}, in ${formPlace(connector)}, and save`;
}

/** What the form calls the fields of these variables, such as `"Setpilot API key"`. */
export function fieldNames(connector: Connector, variables: readonly string[]): string {
  const names = variables.map((variable) => JSON.stringify(fieldTitle(connector, variable)));
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function fieldTitle({ title, keyForms, address, environment }: Connector, variable: string): string {
  if (variable === environment.privacy) return PRIVACY_FIELD;
  if (variable === environment.baseUrl) return address.kind === "own" ? address.question : `Address of ${title}`;
  const part = keyForms.flatMap(({ parts }) => [...parts]).find((each) => each.variable === variable);
  return `${title} ${part?.label ?? "key"}`;
}
