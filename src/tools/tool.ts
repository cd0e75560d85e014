import type { ChartRows } from "../charts/choose.ts";
import { CHART_PAGE, type ChartData } from "../charts/data.ts";
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
  /** Only for clients that draw charts. */
  readonly _meta?: typeof CHART_LINK;
}

/** Which page draws a tool's answers, as the extension names it (2026-01-26), and as hosts of its drafts read it. */
export const CHART_LINK = { ui: { resourceUri: CHART_PAGE }, "ui/resourceUri": CHART_PAGE } as const;

/** What every tool of Keyscope says of itself: it changes nothing, may be called again, and asks somebody else's server. */
export const READ_ONLY = { readOnlyHint: true, idempotentHint: true, openWorldHint: true } as const;

/** What a tool call came to, in words for an assistant. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
  /** For those who need more than words. */
  readonly failure?: Failure;
  /** How many rows the answer has; nothing where it has none. */
  readonly countRows?: () => number;
  /** The rows of the text, for a chart; nothing where the text has none. */
  readonly chartRows?: () => ChartRows;
  /** What travels to a client that draws charts; only where the tool's answers have one. */
  readonly chartData?: () => ChartData;
  /** For programs: what stands between the server and its API, from the tool that looks at that. */
  readonly diagnosis?: Diagnosis;
  /** The text tells which tools there are, so that a change of the list need not be told beside it. */
  readonly tellsTools?: true;
}

/** Who calls a tool. */
export interface ToolCaller extends TablesCaller {
  /** Tells why no call of theirs may be made now, and counts it where it may. Left out: any may. */
  readonly admit?: (() => Promise<Failure | undefined>) | undefined;
  /** It draws charts, and may say how. */
  readonly drawsCharts?: boolean;
}

/** A tool that an assistant may be shown: what it takes, for which keys it is there, and what it does. */
export interface Tool {
  readonly definition: ToolDefinition;
  /** The same for a client that draws charts, where the tool's answers have one. */
  readonly charted?: ToolDefinition | undefined;
  /** Whether it is listed for whoever is shown this; undefined: there is no good key. */
  isShown(view: View | undefined): boolean;
  /** Does its work with whatever arguments came. Rejects when the caller gave up, or by a defect. */
  call(given: unknown, caller: ToolCaller): Promise<ToolResult>;
}
