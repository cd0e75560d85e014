import { array, int, type output as Output, enum as oneOf, record, string } from "zod";
import { LIMITS, line, members, printable, scopeText } from "../connectors/schema/patterns.ts";

/** What stands for all scopes, alone. */
export const ALL_SCOPES = "*";

const groupSchema = members({
  scopes: array(scopeText).min(1).max(LIMITS.scopes).exactOptional(),
  tools: array(printable(100)).min(1).max(LIMITS.endpoints).exactOptional(),
  privacy: oneOf(["masked", "shown"]).exactOptional(),
});

/** The file in which a firm says what is open to whom. */
export const peopleSchema = members({
  $schema: string().max(500).exactOptional(),
  claim: line(200).default("groups"),
  contact: line(200).exactOptional(),
  callsPerMinute: int().min(1).max(10_000).exactOptional(),
  groups: record(printable(200), groupSchema),
});

/** What is open to the people of one group. */
export type Group = Output<typeof groupSchema>;
