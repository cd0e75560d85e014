import { array, boolean, record } from "zod";
import { argumentSchema } from "./argument-schema.ts";
import { LIMITS } from "./limits.ts";
import { members } from "./members.ts";
import { endpointPath, line, parameterText, printable, probePath, scopeText, toolText } from "./patterns.ts";

/** One GET that tells something of the key. */
export const probeSchema = members({
  path: probePath.describe("Relative to the base URL."),
  query: record(parameterText, printable(200)).default({}).describe('Query parameters, such as {"limit": "1"}.'),
}).meta({ id: "probe" });

const scopeSchema = members({
  name: scopeText.describe("As the API calls it."),
  grants: line(300).describe("What it gives access to, for a person who chooses scopes."),
  probe: probeSchema
    .exactOptional()
    .describe("The cheapest request that only a key with this scope may make. Without one the scope stays unknown."),
  includes: array(scopeText).max(LIMITS.scopes).exactOptional().describe("Whoever holds this one holds these too."),
}).meta({ id: "scope" });

export const scopesSchema = array(scopeSchema)
  .max(LIMITS.scopes)
  .default([])
  .describe("What a key may hold. Left out: none.");

const endpointSchema = members({
  tool: toolText.describe("The tool's name without the connector's id, which is put before it: list_orders."),
  title: line(80).exactOptional().describe("For people. Left out: made from the tool's name."),
  description: line(1_000).describe(
    "For an assistant that must choose: which question it answers, what comes back, what to use instead.",
  ),
  path: endpointPath.describe("Below the base URL, with arguments as {parameter}: locations/{slug}/services."),
  scopes: array(scopeText).max(20).default([]).describe("All of them are needed. Left out: none."),
  arguments: array(argumentSchema)
    .max(LIMITS.arguments)
    .default([])
    .describe("What the assistant may fill in. Left out: nothing."),
  list: boolean()
    .exactOptional()
    .describe("It answers a list of rows. Left out: true if the tool's name begins with list_ or search_."),
}).meta({ id: "endpoint" });

export const endpointsSchema = array(endpointSchema)
  .min(1)
  .max(LIMITS.endpoints)
  .describe("One tool each. Keyscope only ever sends GET.");
