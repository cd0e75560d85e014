/**
 * What a connector is: the description of one API. Plain data, so that it can be listed, filtered, documented
 * and tested without a key or a network. Nothing outside this folder knows any API by name.
 */

/** How the key is sent. */
export type Authentication = { readonly kind: "bearer" };

/** Where a person makes and mends keys, in the product's own words, for every text that sends them there. */
export interface KeyGuide {
  /** Menu path, for example "Settings → API Keys". */
  readonly menu: string;
  /** The button there that makes a key. */
  readonly create: string;
  /** Who may do it, as a sentence. */
  readonly who: string;
  /** How keys of this API begin. A key that begins otherwise is questioned, not refused. */
  readonly prefix: string;
}

/** The environment variables of a connector. They serve profile `default` only. */
export interface EnvironmentNames {
  readonly key: string;
  readonly baseUrl: string;
}

/** A permission that a key may hold, and how to find out whether it does. */
export interface Scope<S extends string = string> {
  readonly name: S;
  /** What it gives access to, for a person who chooses scopes. */
  readonly grants: string;
  /** The cheapest request that only a key with this scope may make. */
  readonly probe: { readonly path: string; readonly query: Readonly<Record<string, string>> };
}

/** The part that an argument plays in the period asked for, where it plays one. */
export type PeriodRole = "year" | "start" | "end" | "days" | "months";

interface ArgumentBase {
  readonly name: string;
  readonly description: string;
  readonly period?: PeriodRole;
}

/** An argument of an endpoint, sent as a query parameter of the same name. All are optional. */
export type Argument =
  | (ArgumentBase & { readonly type: "integer"; readonly minimum: number; readonly maximum: number })
  | (ArgumentBase & { readonly type: "string"; readonly maxLength: number })
  | (ArgumentBase & { readonly type: "date" })
  | (ArgumentBase & { readonly type: "boolean" });

/** Arguments of a call after validation, by name: what is sent, and nothing else. */
export type ArgumentValues = Readonly<Record<string, string | number | boolean>>;

/** One read-only GET: one tool. */
export interface Endpoint<S extends string = string> {
  /** The tool's name: `<connector>_<verb>_<object>`. */
  readonly tool: string;
  readonly title: string;
  /** For an assistant that must choose: which question it answers, what comes back, what to use instead. */
  readonly description: string;
  /** Relative to the connector's base URL, as the API's documents spell it. */
  readonly path: string;
  /** All of them are needed. */
  readonly scopes: readonly S[];
  readonly arguments: readonly Argument[];
  /** Answers a list of rows, so the assistant may choose columns with `fields`. */
  readonly list: boolean;
}

/** One API. */
export interface Connector<S extends string = string> {
  /** As in commands, account names and tool names. */
  readonly id: string;
  /** The product's name in texts. */
  readonly title: string;
  /** What the API is about, one clause: completes "Keyscope answers questions about …". */
  readonly about: string;
  /** How its tools fit together, for the server's instructions. */
  readonly guidance: string;
  /** Ends in a slash. */
  readonly baseUrl: string;
  readonly authentication: Authentication;
  readonly environment: EnvironmentNames;
  readonly keyGuide: KeyGuide;
  /** The API's own limit for one key. */
  readonly rateLimit: { readonly requests: number; readonly seconds: number };
  readonly scopes: readonly Scope<S>[];
  readonly endpoints: readonly Endpoint<S>[];
  /** Pages the facts come from. */
  readonly sources: readonly string[];
}

/** Checks, when it compiles, that endpoints name only scopes that the connector declares. */
export function defineConnector<const S extends string>(
  connector: Omit<Connector<S>, "endpoints"> & { readonly endpoints: readonly Endpoint<NoInfer<S>>[] },
): Connector {
  return connector;
}

/** The name of the tool that every connector has beside its endpoints. */
export function accessToolName(connector: Connector): string {
  return `${connector.id.replaceAll("-", "_")}_check_access`;
}
