import type { Choice } from "../credentials/credential.ts";
import type { Failure } from "../failures/failure.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import { type Place, settingsCommand } from "./key.ts";

type ChosenView = Pick<AccessReport, "unchosen" | "choice">;

/** That a call was refused because the person hides what it asks for. */
export function explainNotChosen(
  { what, name, choice }: Extract<Failure, { kind: "not-chosen" }>,
  place: Place,
): string {
  const thing = what === "table" ? `the table ${name}` : name;
  return `You chose to hide ${thing} from the assistant, so nothing was sent to ${place.connector.title}; \`${takeBack(choice, place)}\` in a terminal shows it again.`;
}

/** Which tools are hidden because the person chose so, for an assistant; undefined where none is. */
export function unchosenLine(report: AccessReport): string | undefined {
  const { unchosen, choice } = report;
  if (choice === undefined || unchosen.length === 0) return undefined;
  const names = unchosen.map(({ tool }) => tool).join(", ");
  return `Tools that you chose to hide from the assistant (${unchosen.length}): ${names}. \`${takeBack(choice, report)}\` in a terminal shows ${them(unchosen)} again.`;
}

/** The same for the person at the terminal, below a list that names them; undefined where none is. */
export function countUnchosen({ unchosen, choice }: ChosenView, place: Place): string | undefined {
  if (choice === undefined || unchosen.length === 0) return undefined;
  return `You chose to hide ${unchosen.length} of them: \`${takeBack(choice, place)}\` shows ${them(unchosen)} again.`;
}

/** That an earlier choice holds for a new key too. */
export function keptChoice(choice: Choice, place: Place): string {
  return `As you chose before, the assistant is shown ${nameChoice(choice)}; \`${takeBack(choice, place)}\` shows the rest.`;
}

/** What is shown, as "only a, b" or "only those with the scopes a, b". */
export function nameChoice({ tools, scopes }: Choice): string {
  const named = tools === undefined ? [] : [`only ${tools.join(", ")}`];
  return [...named, ...(scopes === undefined ? [] : [`only what needs no other scope than ${scopes.join(", ")}`])].join(
    ", and of these ",
  );
}

function them(several: readonly unknown[]): string {
  return several.length === 1 ? "it" : "them";
}

function takeBack({ tools, scopes }: Choice, place: Place): string {
  const options = [...(tools === undefined ? [] : ["--tools all"]), ...(scopes === undefined ? [] : ["--scopes all"])];
  return settingsCommand(place, options.join(" "));
}
