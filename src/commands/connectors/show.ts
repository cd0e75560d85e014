import { ExitCode } from "../../app/exit-code.ts";
import { findConnector, openCustomDefinitions } from "../../app/find-connector.ts";
import { jsonLines, type Output } from "../../terminal/output.ts";
import { findOrdersIn, printConnector, printOrders } from "./print-connector.ts";

/** One connector: where its key goes and how, its scopes, and each tool with path, description and arguments. */
export async function showConnector(
  { connector: id, json }: { readonly connector: string; readonly json?: boolean | undefined },
  output: Output,
): Promise<ExitCode> {
  const connector = await findConnector(id);
  if (json) {
    output.out(jsonLines(connector));
    return ExitCode.done;
  }
  const files = openCustomDefinitions();
  printConnector(connector, files.has(id) ? files.pathOf(id) : undefined, output);
  printOrders(await findOrdersIn(connector, connector), connector, output);
  return ExitCode.done;
}
