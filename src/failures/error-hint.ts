import type { Connector, RefusalHint } from "../connectors/schema/connector.ts";
import type { ApiSaid } from "./failure.ts";

/**
 * What the connector knows of a refusal with this status: the hint whose words stand in what the API said or are its
 * error code, in any case, else the one for every such status.
 */
export function refusalHint(
  { refusalHints = [] }: Pick<Connector, "refusalHints">,
  status: number,
  said: ApiSaid | undefined,
): RefusalHint | undefined {
  const hints = refusalHints.filter((hint) => hint.status === status);
  const [words, code] = [said?.words?.toLowerCase() ?? "", said?.code?.toLowerCase()];
  const fits = (wanted: string) => words.includes(wanted) || code === wanted;
  return (
    hints.find((hint) => hint.words !== undefined && fits(hint.words.toLowerCase())) ??
    hints.find((hint) => hint.words === undefined)
  );
}
