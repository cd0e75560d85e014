import { type App, openApp, type Selection } from "../app/app.ts";
import { ExitCode } from "../app/exit-code.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import type { KeyFailure, ProfileSettings } from "../credentials/credential.ts";
import { findVariablesInUse } from "../credentials/environment/environment-key.ts";
import { lookUpStoredKey } from "../credentials/lookup.ts";
import { storeKey } from "../credentials/stored-key.ts";
import { nameChoice } from "../messages/choice.ts";
import { loginCommand } from "../messages/key.ts";
import { explainKeyFailure, explainWriteFailure } from "../messages/key-failures.ts";
import { isChosen } from "../scopes/narrowing.ts";
import { removeTables } from "../tables/disk/cache.ts";
import { tablesOf } from "../tables/table.ts";
import { columns, type Output } from "../terminal/output.ts";
import { type ChoiceOptions, parseChoice } from "./choose.ts";
import { chooseKey } from "./choose-key.ts";
import { findConfigurableLimit, parseRequestsPerMinute, type SettingsOptions } from "./login/key-settings.ts";

/** What takes a setting back to what it is when nobody decides. */
const USUAL = "default";

/** Whether rows of tables may be kept on disk. Commander has checked it. */
export interface CacheOption {
  readonly cache?: "on" | "off" | undefined;
}

type Changes = SettingsOptions & CacheOption & ChoiceOptions;

/**
 * Prints what was decided for a stored key, or changes it. The key itself is not asked for and stays as it is: its
 * entry is read once and written once, whole.
 */
export async function settings(options: Selection & Changes, output: Output): Promise<ExitCode> {
  const app = await openApp(await chooseKey(options, { verb: "settings" }));
  const { connector, profile } = app;
  const change = parseChange(connector, options);
  const found = await lookUpStoredKey(app);
  if (!found.ok) {
    output.err(explainNothingStored(found.failure, app));
    return ExitCode.noKey;
  }
  const { credential } = found;
  const changed = change(credential.settings);
  const { privacy, requestsPerMinute, cache, tools, scopes } = options;
  const isChange = [privacy, requestsPerMinute, cache, tools, scopes].some((given) => given !== undefined);
  let whenUsed = "";
  if (isChange) {
    const stored = await storeKey(app, { ...credential, settings: changed });
    if (stored.kind !== "written") {
      output.err(explainWriteFailure(stored, app, "settings"));
      return ExitCode.failed;
    }
    whenUsed = stored.isTold ? "within 10 s" : "after its client was restarted";
    if (changed.cache === "off") await removeTables(app.rowsFolder, connector.id, profile);
  }
  output.out(output.paint("bold", `${connector.title}, profile ${profile}`));
  output.out(columns(rowsOf(connector, changed)));
  if (isChange) output.out(`Stored. A server that is already running goes by it ${whenUsed}.`);
  return ExitCode.done;
}

/** Checks what was given before the keychain is asked, which on macOS asks the person. */
function parseChange(
  connector: Connector,
  { privacy, requestsPerMinute: text, cache: onOrOff, ...choice }: Changes,
): (before: ProfileSettings) => ProfileSettings {
  const number = text === undefined || text === USUAL ? undefined : parseRequestsPerMinute(connector, text);
  const choose = parseChoice(connector, choice);
  return (before) => {
    const chosen = choose(before.choice);
    const requests = text === undefined ? before.requestsPerMinute : number;
    const rest = requests === undefined ? {} : { requestsPerMinute: requests };
    const cache = onOrOff ?? before.cache ?? "on";
    return {
      privacy: privacy ?? before.privacy,
      ...rest,
      ...(cache === "on" ? {} : { cache }),
      ...(chosen === undefined ? {} : { choice: chosen }),
    };
  };
}

function rowsOf(
  connector: Connector,
  { privacy, requestsPerMinute: number, cache, choice }: ProfileSettings,
): string[][] {
  const meaning = privacy === "masked" ? "the assistant does not see personal data" : "answers are shown as they come";
  const rows = [["Privacy", `${privacy} (${meaning})`]];
  const limit = findConfigurableLimit(connector);
  if (limit !== undefined) {
    const usual = Math.round((limit.requests * 60) / limit.seconds);
    rows.push(["Requests a minute", number === undefined ? `${usual} (as usual)` : String(number)]);
  }
  if (tablesOf(connector).length > 0) {
    const kept = "on (rows that questions read are kept on disk, encrypted with the key)";
    rows.push(["Cache", cache === "off" ? "off (rows that questions read are kept in memory only)" : kept]);
  }
  if (connector.endpoints.length > 0) {
    const isNone = !connector.endpoints.some((endpoint) => isChosen(connector, endpoint, choice));
    const chosen = choice === undefined ? "all that the key permits" : nameChoice(choice);
    rows.push(["Tools", isNone ? `none (${chosen})` : chosen]);
  }
  return rows;
}

function explainNothingStored(failure: KeyFailure, app: App): string {
  const { connector } = app;
  const variables = findVariablesInUse(app);
  if (failure.kind !== "none" || variables.length === 0) return explainKeyFailure(failure, app);
  return `Nothing is stored for ${connector.title}, so there are no settings to show or change: the key in use comes from ${variables.join(" and ")}. To hide personal data, set ${connector.environment.privacy} to masked where that is set, and restart the client. To choose which tools are shown, store the key instead: \`${loginCommand(app)}\`.`;
}
