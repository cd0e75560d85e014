import { type Argument, accessToolName, type Connector, type Endpoint } from "../connectors/schema/connector.ts";
import { scopeNoun } from "../messages/key.ts";
import { isRequired } from "../requests/argument.ts";
import { FIELDS } from "../requests/validate.ts";

// No interface: the SDK takes these as JSON, and only an alias fits its index signatures.
type SchemaBase = {
  readonly description: string;
  /** What the API takes when nothing is given. */
  readonly default?: string | number | boolean | string[];
};

/** The JSON Schema of one argument: flat, without references or unions, which some clients cannot read. */
export type ArgumentSchema =
  | (SchemaBase & { readonly type: "integer"; readonly minimum: number; readonly maximum: number })
  | (SchemaBase & { readonly type: "number"; readonly minimum?: number; readonly maximum?: number })
  | (SchemaBase & {
      readonly type: "string";
      readonly format?: "date";
      readonly maxLength?: number;
      readonly enum?: string[];
    })
  | (SchemaBase & { readonly type: "boolean" })
  | (SchemaBase & {
      readonly type: "array";
      readonly items: { readonly type: "string"; readonly enum?: string[] };
      readonly minItems: number;
      readonly maxItems: number;
    });

/** A tool as a client lists it. */
export interface ToolDefinition {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: "object";
    readonly properties: Readonly<Record<string, ArgumentSchema>>;
    /** Only where there are some. */
    readonly required?: string[];
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
  const required = endpoint.arguments.filter(isRequired).map(({ name }) => name);
  return {
    name: endpoint.tool,
    title: endpoint.title,
    description: endpoint.description,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(endpoint.list ? [...properties, [FIELDS.name, fieldsSchema]] : properties),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
    },
    annotations,
  };
}

/** The tool that tells what the key may do. It takes no arguments and is always listed. */
export function accessTool(connector: Connector): ToolDefinition {
  const scopes = connector.scopes.length === 0 ? "" : `${scopeNoun(connector, 2)}, `;
  return {
    name: accessToolName(connector),
    title: `Check access to ${connector.title}`,
    description:
      `What can be seen with this ${connector.title} key, and why is something missing or failing? ` +
      `Tells key, ${scopes}tools shown and hidden, requests left, and what to do about a problem. Use it when a tool you expect is not listed or a call was refused.`,
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
  const { description, default: usual } = argument;
  const base = usual === undefined ? { description } : { description, default: usual };
  switch (argument.type) {
    case "integer":
      return { type: "integer", minimum: argument.minimum, maximum: argument.maximum, ...base };
    case "number": {
      const { minimum, maximum } = argument;
      const least = minimum === undefined ? {} : { minimum };
      return { type: "number", ...least, ...(maximum === undefined ? {} : { maximum }), ...base };
    }
    case "boolean":
      return { type: "boolean", ...base };
    case "date":
      return { type: "string", format: "date", ...base, description: `${description}, YYYY-MM-DD` };
    case "string":
      return { type: "string", maxLength: argument.maxLength, ...base };
    case "choice":
      return { type: "string", enum: [...argument.values], ...base };
    case "list": {
      const { values, maxItems } = argument;
      const items = { type: "string", ...(values === undefined ? {} : { enum: [...values] }) } as const;
      const told = usual === undefined ? {} : { default: [String(usual)] };
      return { type: "array", items, minItems: 1, maxItems, description, ...told };
    }
    default:
      return argument satisfies never;
  }
}
