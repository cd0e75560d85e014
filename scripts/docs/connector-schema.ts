import { toJSONSchema, union } from "zod";
import { definitionSchema, extensionSchema } from "../../src/connectors/schema/definition.ts";

/**
 * The JSON Schema of definition files, for editors, made from what checks them. It says less than the check does:
 * which names are taken, and that paths and arguments fit together, no schema can say.
 */
export function connectorSchema(): string {
  const schema = toJSONSchema(union([definitionSchema, extensionSchema]), { target: "draft-2020-12", io: "input" });
  const { $schema, ...rest } = schema;
  const title = "A connector for Keyscope, or endpoints for one that it has";
  return `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`;
}
