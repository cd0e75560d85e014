import type { ChartRows } from "../charts/choose.ts";
import type { Diagnosis } from "../failures/diagnosis.ts";
import type { Failure } from "../failures/failure.ts";
import type { View } from "../scopes/narrowing.ts";
import type { TablesCaller } from "../tables/keeper.ts";
import type { InputSchema } from "./input-schema.ts";

/** A tool as a client lists it. */
export interface ToolDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: InputSchema;
  readonly annotations: typeof READ_ONLY;
}

/** What every tool of Keyscope says of itself: it changes nothing, may be called again, and asks somebody else's server. */
export const READ_ONLY = { readOnlyHint: true, idempotentHint: true, openWorldHint: true } as const;

/** What a tool call came to, in words for an assistant. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
  /** For those who need more than words. */
  readonly failure?: Failure;
  /** The rows of the text, for a chart; nothing where the text has none. */
  readonly chartRows?: () => ChartRows;
  /** For programs: what stands between the server and its API, from the tool that looks at that. */
  readonly diagnosis?: Diagnosis;
  /** The text tells which tools there are, so that a change of the list need not be told beside it. */
  readonly tellsTools?: true;
}

/** A tool that an assistant may be shown: what it takes, for which keys it is there, and what it does. */
export interface Tool {
  readonly definition: ToolDefinition;
  /** Whether it is listed for whoever is shown this; undefined: there is no good key. */
  isShown(view: View | undefined): boolean;
  /** Does its work with whatever arguments came. Rejects when the caller gave up, or by a defect. */
  call(given: unknown, caller: TablesCaller): Promise<ToolResult>;
}
