import type { App, Selection } from "../../app/app.ts";
import { findVariablesInUse } from "../../credentials/environment/environment-key.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { newScopesAdvice } from "../../messages/access.ts";
import { scopeNoun, settingsCommand } from "../../messages/key.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import { columns, type Output } from "../../terminal/output.ts";
import { storeName } from "../redact-output.ts";

/** How a key is kept now. */
interface Kept {
  readonly store: string;
  /** Servers that run learn of it by themselves. */
  readonly isTold: boolean;
  /** What became of the key that was stored before; undefined where there was none. */
  readonly replaced: string | undefined;
}

/** Prints what a person sees after a login: what the key opens, where it is kept, and what to do next. */
export function printWelcome(
  report: AccessReport,
  { store: keychain, isTold, replaced }: Kept,
  app: App,
  selection: Selection,
  output: Output,
): void {
  const { connector, profile } = app;
  const store = storeName(report.meta);
  output.out(store === undefined ? connector.title : `${connector.title} store: ${store}`);
  output.out("");
  const rows = tableRows(report);
  if (rows.length > 0) {
    output.out(columns(rows, (_, text, row) => (row === 0 ? output.paint("dim", text) : text)));
    output.out("");
  }
  output.out(
    `Stored in the ${keychain} as ${connector.id}:${profile}. It is sent to ${report.key?.baseUrl.host ?? ""} and nowhere else.`,
  );
  if (replaced !== undefined) output.out(replaced);
  if (report.privacy === "masked") {
    output.out(
      `Personal data is masked before the assistant sees it. \`${settingsCommand(report, "--privacy shown")}\` changes that.`,
    );
  }
  if (report.tried === "nothing-to-try") output.out(explainNotTried(report));
  if (report.hidden.length > 0) output.out(`${explainHidden(report)} ${newScopesAdvice(report)}`);
  output.out(
    `Next: \`${ownCommand(`install ${connector.id}${formatOptions(profile, selection)}`)}\` connects your assistant. ${isTold ? TOLD : NOT_TOLD}`,
  );
  const variables = findVariablesInUse(app);
  if (variables.length === 0) return;
  const [is, comes, it] = variables.length === 1 ? ["is", "comes", "it is"] : ["are", "come", "they are"];
  output.err(
    `${variables.join(" and ")} ${is} set in this environment and ${comes} first: where ${it} set, the stored key is not used.`,
  );
}

const TOLD = "Servers that are already running use this key within 10 s.";
const NOT_TOLD = "Servers that are already running could not be told: restart your assistant.";

function formatOptions(profile: string, { keyring }: Selection): string {
  return `${profile === DEFAULT_PROFILE ? "" : ` --profile ${profile}`}${keyring === "kernel" ? " --keyring kernel" : ""}`;
}

/** Keys of an API without endpoints, or one of which no request is known that tells a good key from a bad one. */
function explainNotTried({ connector }: AccessReport): string {
  const { id, title, endpoints } = connector;
  const why = `The key was not tried: Keyscope knows no request of ${title} to try it with.`;
  return endpoints.length === 0
    ? `${why} To give Keyscope some, add endpoints: \`${ownCommand("connectors add FILE")}\`, with a file that says "extends": "${id}".`
    : `${why} The first call of a tool will show whether it is good.`;
}

function explainHidden({ connector, scopes, shown, hidden }: AccessReport): string {
  if (shown.length === 0) {
    return `The key has none of ${connector.title}'s ${scopeNoun(connector, 2)}, so all ${hidden.length} tools stay hidden.`;
  }
  const needed = new Set(hidden.flatMap(({ missing }) => missing));
  const denied = scopes.filter(({ name }) => needed.has(name)).map(({ name }) => name);
  const tools = hidden.length === 1 ? "1 tool stays" : `${hidden.length} tools stay`;
  return `${tools} hidden, because the key lacks ${denied.join(", ")}.`;
}

/**
 * A row for each tool: several in one row would not fit into a terminal. A scope that no tool needs is told only where
 * it is known.
 */
function tableRows({ connector, scopes }: AccessReport): string[][] {
  const { endpoints } = connector;
  if (scopes.length === 0) {
    return endpoints.length === 0 ? [] : [["TOOLS"], ...endpoints.map(({ tool }) => [tool])];
  }
  const heading = [scopeNoun(connector, 1).toUpperCase(), "STATE", "TOOLS"];
  const rows = scopes.flatMap(({ name, state }) => {
    const tools = endpoints.filter((endpoint) => endpoint.scopes.includes(name)).map(({ tool }) => tool);
    if (tools.length === 0) return state === "unknown" ? [] : [[name, state, ""]];
    return tools.map((tool, at) => (at === 0 ? [name, state, tool] : ["", "", tool]));
  });
  return [heading, ...rows];
}
