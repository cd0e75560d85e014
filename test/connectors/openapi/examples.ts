import { expect } from "vitest";
import { checkDefinition } from "../../../src/connectors/custom/check.ts";
import { fromOpenApi } from "../../../src/connectors/openapi/index.ts";

type Options = Parameters<typeof fromOpenApi>[1];

/** A small document of an invented shop; `more` replaces members of it. */
export function shop(paths: Record<string, unknown>, more: Record<string, unknown> = {}): unknown {
  return {
    openapi: "3.0.3",
    info: { title: "Corner Shop API" },
    servers: [{ url: "https://api.corner.example/v1" }],
    paths,
    ...more,
  };
}

/** A document with one GET, `/orders`, that has these members. */
export function orders(operation: Record<string, unknown>, more: Record<string, unknown> = {}): unknown {
  return shop({ "/orders": { get: { operationId: "listOrders", responses: {}, ...operation } } }, more);
}

/** The definition that a document becomes, which passes the checks of definitions. */
export function definitionOf(document: unknown, options: Options = {}) {
  const result = fromOpenApi(document, options);
  if (result.kind !== "definition") throw new Error(`${result.kind}: ${JSON.stringify(result)}`);
  const checked = checkDefinition(result.definition);
  expect(checked).toMatchObject({ ok: true });
  return result;
}

/** The arguments that parameters of `/orders` become. */
export function argumentsOf(...parameters: unknown[]) {
  return definitionOf(orders({ parameters })).definition.endpoints[0]?.arguments ?? [];
}

/** Why the one operation of a document is left out. */
export function whyNot(document: unknown): string {
  const result = fromOpenApi(document, {});
  return result.kind === "failed" ? result.failure : result.leftOut.map(({ why }) => why).join("; ");
}
