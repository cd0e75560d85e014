import type { Definition } from "./definition.ts";

/**
 * What a connector is: the description of one API. Plain data, so that it can be listed, filtered, documented
 * and tested without a key or a network. Nothing outside this folder knows any API by name. What a connector has in
 * common with the definition that a person may bring is described there, by the schema that checks it (definition.ts,
 * endpoint.ts). Only its types are taken, so that connectors load without zod; what built-in ones have beside it is here.
 */

/** How the key is sent. */
export type Authentication =
  /** `Authorization: Bearer <key>` */
  | { readonly kind: "bearer" }
  /** `<name>: <key>`, or `<name>: <prefix> <key>`. */
  | { readonly kind: "header"; readonly name: string; readonly prefix?: string }
  /** HTTP Basic: the first part is the user name, the second the password, which is empty where there is one part. */
  | { readonly kind: "basic" };

/** One text of a key: most keys have one, a consumer key with its secret has two. */
export interface KeyPart {
  /** What the product calls it, such as "API key" or "consumer secret". */
  readonly label: string;
  /** The environment variable that may hold it. Variables serve profile `default` only. */
  readonly variable: string;
  /** How it begins by the documents. One that begins otherwise is questioned, not refused. */
  readonly prefix?: string;
}

/** One kind of key that an API takes. */
export interface KeyForm {
  /** Tells the forms of a connector apart in a stored key; "key" where there is only one. */
  readonly id: string;
  /** What a person calls the whole, such as "API key" or "consumer key and secret". */
  readonly name: string;
  readonly parts: readonly [KeyPart] | readonly [KeyPart, KeyPart];
  readonly authentication: Authentication;
}

/** Where a person makes and mends keys, in the product's own words, for every text that sends them there. */
export interface KeyGuide {
  /** Menu path, for example "Settings → API Keys". */
  readonly menu: string;
  /** The button there that makes a key, where the documents name it. */
  readonly create?: string;
  /** Who may do it, or with what care, as a sentence. */
  readonly who: string;
}

/** Where the API is. */
export type Address =
  /** `url` ends in a slash. `others`: what the documents also name, for `--base-url`, each with the reason as a clause. */
  | { readonly kind: "fixed"; readonly url: string; readonly others?: readonly OtherAddress[] }
  /** Every customer has an address of their own, which is asked for at login. `path` is added where only a host is given. */
  | { readonly kind: "own"; readonly question: string; readonly example: string; readonly path: string };

export interface OtherAddress {
  readonly url: string;
  readonly why: string;
}

/** One GET below the base URL. */
export type Probe = NonNullable<Definition["keyProbe"]>;

/** A permission that a key may hold, and how to find out whether it does. */
export interface Scope<S extends string = string> extends Omit<Definition["scopes"][number], "name" | "includes"> {
  readonly name: S;
  /** Whoever holds this one holds these too. */
  readonly includes?: readonly S[];
}

/**
 * Where the API tells a key's scopes, so that none has to be probed. In a response header as a list with commas or
 * spaces, such as GitHub's `X-OAuth-Scopes`; or at a dotted path of the body, as such a list, as an array of names, or as
 * an object of yes and no, whose inner names are joined by a colon: {"orders": {"read": true}} tells `orders:read`.
 */
export type ToldScopes = NonNullable<Definition["toldScopes"]>;

/** An argument of an endpoint, sent as a query parameter or as a segment of the path. */
export type Argument = Definition["endpoints"][number]["arguments"][number];

/** The part that an argument plays in the period asked for, where it plays one. */
export type PeriodRole = NonNullable<Argument["period"]>;

/** The part that an argument plays in getting a list piece by piece, where it plays one. */
export type PagingRole = NonNullable<Argument["paging"]>;

/** What stands for the most rows of a page where an OpenAPI document names no limit. */
export const UNNAMED_PAGE = 10_000;

/** How a list of values is written into the query: a=1&a=2, a=1,2, a[]=1&a[]=2, a=1 2, a=1|2. */
export type ListStyle = Extract<Argument, { type: "list" }>["style"];

/** The value of one argument after validation. */
export type ArgumentValue = string | number | boolean | readonly string[];

/** Arguments of a call after validation, by the assistant's name for them: what is sent, and nothing else. */
export type ArgumentValues = Readonly<Record<string, ArgumentValue>>;

/** One read-only GET: one tool. */
export interface Endpoint<S extends string = string>
  extends Pick<Definition["endpoints"][number], "description" | "path" | "arguments" | "table" | "chart"> {
  /** The tool's name: `<connector>_<verb>_<object>`. */
  readonly tool: string;
  readonly title: string;
  /** All of them are needed. */
  readonly scopes: readonly S[];
  /** Answers a list of rows, so the assistant may choose columns with `fields`. */
  readonly list: boolean;
}

/** How an endpoint's rows become a table for questions over all of them. */
export type TableDefinition = NonNullable<Definition["endpoints"][number]["table"]>;

/** A question ready to ask. The placeholders of its text are its arguments, and the tools that it needs (`readPlaceholders`). */
export type Prompt = NonNullable<Definition["prompts"]>[number];

/** What a person may fill in there. */
export type PromptArgument = Prompt["arguments"][number];

/** How successful answers are wrapped. An API that does not always do the same has none: its answers are shown whole. */
export type Envelope = NonNullable<Definition["envelope"]>;

/** What can be said of an answer in Keyscope's first line. */
export type Fact = keyof NonNullable<Envelope["facts"]>;

/** What a refusal of this API can mean beside the usual. */
export type RefusalHint = NonNullable<Definition["refusalHints"]>[number];

/** A limit of the API's own. */
export type RateLimit = Definition["rateLimits"][number];

/** One API: what a definition says as it stands, and what follows from the rest of it or only built-in ones have. */
export interface Connector<S extends string = string>
  extends Omit<
    Definition,
    "$schema" | "about" | "guidance" | "baseUrl" | "authentication" | "keyGuide" | "scopes" | "endpoints"
  > {
  /** What the API is about, one clause: completes "Keyscope answers questions about …". */
  readonly about: string;
  /** How its tools fit together, for the server's instructions. */
  readonly guidance: string;
  readonly address: Address;
  /** Environment variables, for profile `default` only; those of the key's parts stand with them. */
  readonly environment: { readonly baseUrl: string; readonly privacy: string };
  /** The kinds of key that it takes, the usual one first. */
  readonly keyForms: readonly [KeyForm, ...KeyForm[]];
  readonly keyGuide: KeyGuide;
  readonly scopes: readonly Scope<S>[];
  readonly endpoints: readonly Endpoint<S>[];
}

/** Checks, when it compiles, that endpoints name only scopes that the connector declares. */
export function defineConnector<const S extends string>(
  connector: Omit<Connector<S>, "endpoints"> & { readonly endpoints: readonly Endpoint<NoInfer<S>>[] },
): Connector {
  return connector;
}

/** How the names of a connector's tools begin. */
export function toolPrefix({ id }: Pick<Connector, "id">): string {
  return `${id.replaceAll("-", "_")}_`;
}

/** A title for a tool or an argument that has none: `list_orders` → "List orders". */
export function titleFromName(name: string): string {
  const title = name.split("_").filter(Boolean).join(" ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** The argument of an endpoint that plays a part in its paging. */
export function pagingArgument({ arguments: all }: Endpoint, role: PagingRole): Argument | undefined {
  return all.find(({ paging }) => paging === role);
}

/** The names in braces of an endpoint's path, or of a prompt's text. */
export function readPlaceholders(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
}

/** The name of the tool that every connector has beside its endpoints. */
export function accessToolName(connector: Pick<Connector, "id">): string {
  return `${toolPrefix(connector)}check_access`;
}

/** The name of the tool that answers questions over all rows, and of the one that tells which tables there are. */
export function queryToolName(connector: Pick<Connector, "id">): string {
  return `${toolPrefix(connector)}query`;
}

export function tablesToolName(connector: Pick<Connector, "id">): string {
  return `${toolPrefix(connector)}list_tables`;
}

/** How the table of an endpoint is called: setpilot_list_orders → orders, where it names none itself. */
export function tableName(connector: Pick<Connector, "id">, { tool, table }: Pick<Endpoint, "tool" | "table">): string {
  return table?.name ?? tool.slice(toolPrefix(connector).length).replace(/^(?:list|search|find|get)_(?=[a-z])/, "");
}

/** The base URL that is used when nobody names another; undefined where every customer has an own one. */
export function usualBaseUrl({ address }: Pick<Connector, "address">): string | undefined {
  return address.kind === "fixed" ? address.url : undefined;
}
