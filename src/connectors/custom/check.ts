import { nearestName } from "../../utils/nearest-name.ts";
import { isFileRefused } from "../../utils/read-file.ts";
import { connectors as builtIns } from "../catalog/index.ts";
import type { Connector } from "../schema/connector.ts";
import { type Definition, definitionSchema, type Extension, extensionSchema } from "../schema/definition.ts";
import type { DefinitionFiles } from "./files.ts";
import { type DefinitionIssue, describeIssue, toIssues } from "./issues.ts";
import { checkExtensionRules, checkRules } from "./rules.ts";
import { extendConnector, makeConnector } from "./to-connector.ts";

/** What checking a definition came to. */
export type Checked =
  | {
      readonly ok: true;
      /** Ready for use; of an extension the built-in connector with what was added. */
      readonly connector: Connector;
      /** The id of the built-in connector that is extended; undefined for a whole definition. */
      readonly extends: string | undefined;
      /** How many endpoints the definition brings; of an extension they are the connector's last. */
      readonly added: number;
      /** The definition with its defaults filled in, as JSON that is the same for equal definitions. */
      readonly text: string;
    }
  | { readonly ok: false; readonly issues: readonly [DefinitionIssue, ...DefinitionIssue[]] };

/**
 * Checks what came out of a definition file, whoever wrote it. What passes can make a key go nowhere but below the
 * base URL, send nothing but GET, name no environment variable and no file, and take no tool's name from another.
 * Nothing is read or sent here.
 * @param others the person's other connectors, whose tool names are taken
 */
export function checkDefinition(value: unknown, others: readonly Connector[] = []): Checked {
  return isExtension(value) ? checkExtension(value, others) : checkWhole(value, others);
}

/** A stored definition, checked again: files can be changed by others, and Keyscope's rules can change. */
export type Loaded =
  | Extract<Checked, { ok: true }>
  /** `issue`: the first one, enough to say that the file is damaged. */
  | { readonly ok: false; readonly issue: DefinitionIssue };

/** The connector that the stored file of this id describes; undefined when there is no file. Never throws. */
export function loadDefinition(files: DefinitionFiles, id: string): Loaded | undefined {
  let value: unknown;
  try {
    const text = files.read(id);
    if (text === undefined) return undefined;
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof SyntaxError ? "is not JSON" : `cannot be read: ${reasonOf(error)}`;
    return { ok: false, issue: { at: "", message: reason } };
  }
  const checked = checkDefinition(value);
  if (!checked.ok) return { ok: false, issue: checked.issues[0] };
  if (checked.connector.id === id) return checked;
  const message = `names "${checked.connector.id}", and the file is named ${id}.json`;
  return { ok: false, issue: { at: checked.extends === undefined ? "id" : "extends", message } };
}

function reasonOf(error: unknown): string {
  if (isFileRefused(error)) return error.message;
  return error instanceof Error && "code" in error ? `the system says ${error.code}` : "the reason is unknown";
}

function isExtension(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "extends");
}

function checkWhole(value: unknown, others: readonly Connector[]): Checked {
  const parsed = definitionSchema.safeParse(value, { error: describeIssue });
  if (!parsed.success) return fail(toIssues(parsed.error.issues));
  const { data } = parsed;
  const issues = [...checkRules(data, builtIns, others)];
  return issues.length > 0 ? fail(issues) : succeed(makeConnector(data), data, undefined);
}

function checkExtension(value: unknown, others: readonly Connector[]): Checked {
  const parsed = extensionSchema.safeParse(value, { error: describeIssue });
  if (!parsed.success) return fail(toIssues(parsed.error.issues));
  const { data } = parsed;
  const builtIn = builtIns.find(({ id }) => id === data.extends);
  if (builtIn === undefined) return fail([{ at: "extends", message: noBuiltIn(data.extends) }]);
  const rest = [...builtIns, ...others].filter(({ id }) => id !== builtIn.id);
  const issues = [...checkExtensionRules(data, builtIn, rest)];
  return issues.length > 0 ? fail(issues) : succeed(extendConnector(builtIn, data), data, builtIn.id);
}

function noBuiltIn(id: string): string {
  const ids = builtIns.map((connector) => connector.id);
  const nearest = nearestName(id, ids);
  const hint = nearest === undefined ? `Those are: ${ids.join(", ")}` : `Did you mean "${nearest}"?`;
  return `"${id}" is no connector that Keyscope has itself. ${hint}`;
}

/** The text's members come in the schema's order, whatever the file's was. */
function succeed(connector: Connector, data: Definition | Extension, extended: string | undefined): Checked {
  const { $schema: _, ...definition } = data;
  const text = `${JSON.stringify(definition, undefined, 2)}\n`;
  return { ok: true, connector, extends: extended, added: data.endpoints.length, text };
}

function fail([first = { at: "", message: "cannot be used" }, ...others]: readonly DefinitionIssue[]): Checked {
  return { ok: false, issues: [first, ...others] };
}
