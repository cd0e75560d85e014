import { FIELDS } from "../calls/validate.ts";
import { type Argument, accessToolName, type Connector, type Endpoint } from "../connectors/connector.ts";

/** The JSON Schema of one argument: flat, without references or unions, which some clients cannot read. */
export type ArgumentSchema =
  | { readonly type: "integer"; readonly description: string; readonly minimum: number; readonly maximum: number }
  | { readonly type: "string"; readonly description: string; readonly format?: "date"; readonly maxLength?: number }
  | { readonly type: "boolean"; readonly description: string }
  | {
      readonly type: "array";
      readonly description: string;
      readonly items: { readonly type: "string" };
      readonly minItems: number;
      readonly maxItems: number;
    };

/** A tool as a client lists it. */
export interface ToolDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: "object";
    readonly properties: Readonly<Record<string, ArgumentSchema>>;
    readonly additionalProperties: false;
  };
  readonly annotations: {
    readonly readOnlyHint: true;
    readonly idempotentHint: true;
    readonly openWorldHint: true;
  };
}

const annotations = { readOnlyHint: true, idempotentHint: true, openWorldHint: true } as const;

/** The tool of an endpoint. */
export function endpointTool(endpoint: Endpoint): ToolDefinition {
  const properties = endpoint.arguments.map((argument) => [argument.name, argumentSchema(argument)] as const);
  return {
    name: endpoint.tool,
    title: endpoint.title,
    description: endpoint.description,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(endpoint.list ? [...properties, [FIELDS.name, fieldsSchema]] : properties),
      additionalProperties: false,
    },
    annotations,
  };
}

/** The tool that tells what the key may do. It takes no arguments and is always listed. */
export function accessTool(connector: Connector): ToolDefinition {
  return {
    name: accessToolName(connector),
    title: `Check access to ${connector.title}`,
    description:
      `What can be seen with this ${connector.title} key, and why is something missing or failing? ` +
      "Tells key, scopes, tools shown and hidden, requests left, and what to do about a problem. Use it when a tool you expect is not listed or a call was refused.",
    inputSchema: { type: "object", properties: {}, additionalProperties: false },
    annotations,
  };
}

const fieldsSchema: ArgumentSchema = {
  type: "array",
  items: { type: "string" },
  minItems: 1,
  maxItems: FIELDS.maximum,
  description: "Columns to keep, by name or dotted path; fewer cost less",
};

function argumentSchema(argument: Argument): ArgumentSchema {
  const { description } = argument;
  switch (argument.type) {
    case "integer":
      return { type: "integer", minimum: argument.minimum, maximum: argument.maximum, description };
    case "boolean":
      return { type: "boolean", description };
    case "date":
      return { type: "string", format: "date", description: `${description}, YYYY-MM-DD` };
    case "string":
      return { type: "string", maxLength: argument.maxLength, description };
    default:
      return argument satisfies never;
  }
}
