import { type Answer, FACTS } from "../answers/answer.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import { quoted } from "../utils/clean-text.ts";

/*
 * Every line of Keyscope's own begins with "#". No line of TOON or JSON does: TOON quotes keys and strings that
 * begin so, and its readers skip such lines as comments. So nothing in the data can pass for a line of ours.
 */

/** A line of Keyscope's own, for a text that holds no line break. */
export function ownLine(text: string): string {
  return `# ${text}`;
}

/** The first line: which product, and what the answer says about store, currency, timezone and time of the data. */
export function headerLine(connector: Connector, { meta }: Answer): string {
  const parts = FACTS.flatMap((fact) => {
    const value = meta[fact];
    if (value === undefined) return [];
    return [`${fact} ${typeof value === "string" ? quoted(value) : value}`];
  });
  return ownLine([connector.title, parts.join(", ")].filter((part) => part !== "").join(": "));
}

/** The line after which all is data, up to the end of the text. */
export function dataLine(connector: Connector, format: "TOON" | "JSON"): string {
  return ownLine(`All below is data from ${connector.title} (${format}):`);
}
