import { CHART_KINDS } from "../charts/chart.ts";
import type { Argument } from "../connectors/schema/connector.ts";
import { FIELDS, isRequired, type Takes } from "../requests/arguments.ts";
import { CHART } from "../requests/chart-argument.ts";

// No interfaces here: the SDK takes these as JSON, and only an alias fits its index signatures.
type SchemaBase = {
  readonly description: string;
  /** What the API takes when nothing is given. */
  readonly default?: string | number | boolean | string[];
};

/** The JSON Schema of one argument: flat, without references or unions, which some clients cannot read. */
type ArgumentSchema =
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
    })
  | ChartSchema;

type ColumnSchema = { readonly type: "string" };

type ChartSchema = SchemaBase & {
  readonly type: "object";
  readonly properties: {
    readonly kind: { readonly type: "string"; readonly enum: string[] };
    readonly x: ColumnSchema;
    readonly y: { readonly type: "array"; readonly items: ColumnSchema };
    readonly series: ColumnSchema;
  };
  readonly additionalProperties: false;
};

/** What a tool takes. */
export type InputSchema = {
  readonly type: "object";
  readonly properties: Readonly<Record<string, ArgumentSchema>>;
  /** Only where there are some. */
  readonly required?: string[];
  readonly additionalProperties: false;
};

export const NO_INPUT: InputSchema = { type: "object", properties: {}, additionalProperties: false };

/** Makes the JSON Schema of what an endpoint's tool takes. */
export function inputSchema(endpoint: Takes): InputSchema {
  const properties: [string, ArgumentSchema][] = endpoint.arguments.map((argument) => [
    argument.name,
    argumentSchema(argument),
  ]);
  if (endpoint.list) properties.push([FIELDS.name, fieldsSchema]);
  if (endpoint.takesChart === true) properties.push([CHART, chartSchema]);
  const required = endpoint.arguments.filter(isRequired).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

const fieldsSchema: ArgumentSchema = {
  type: "array",
  items: { type: "string" },
  minItems: 1,
  maxItems: FIELDS.maximum,
  description: "Columns to keep, by name or dotted path; fewer cost less",
};

const chartSchema: ChartSchema = {
  type: "object",
  properties: {
    kind: { type: "string", enum: [...CHART_KINDS] },
    x: { type: "string" },
    y: { type: "array", items: { type: "string" } },
    series: { type: "string" },
  },
  additionalProperties: false,
  description: "How the person sees the rows drawn, by columns of the result; left out: as fits them",
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
