import type { Argument, ArgumentValues, Endpoint, PagingRole } from "../connectors/schema/connector.ts";

/** What a call asked for, as far as it matters for asking again. */
export interface Asked {
  readonly endpoint: Endpoint;
  readonly arguments: ArgumentValues;
  readonly fields?: readonly string[] | undefined;
}

/** The endpoint's argument that plays this part. */
export function withRole({ arguments: known }: Pick<Endpoint, "arguments">, role: PagingRole): Argument | undefined {
  return known.find(({ paging }) => paging === role);
}

/** The whole number that counted for an argument: the one given, else the API's own default where that is known. */
export function numberUsed(argument: Argument, given: ArgumentValues): number | undefined {
  const value = given[argument.name] ?? argument.default;
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}
