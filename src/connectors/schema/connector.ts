/**
 * What a connector is: the description of one API. Plain data, so that it can be listed, filtered, documented
 * and tested without a key or a network. Nothing outside this folder knows any API by name. What a person may bring
 * as a file of their own is the same thing with fewer words: see src/connectors/custom.
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
export interface Probe {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** A permission that a key may hold, and how to find out whether it does. */
export interface Scope<S extends string = string> {
  readonly name: S;
  /** What it gives access to, for a person who chooses scopes. */
  readonly grants: string;
  /**
   * The cheapest request that only a key with this scope may make. Without one, and where the API does not tell the
   * scopes, it stays unknown unless another scope includes it or one that it includes is denied.
   */
  readonly probe?: Probe;
  /** Whoever holds this one holds these too. */
  readonly includes?: readonly S[];
}

/**
 * Where the API tells a key's scopes, so that none has to be probed. In a response header as a list with commas or
 * spaces, such as GitHub's `X-OAuth-Scopes`; or at a dotted path of the body, as such a list, as an array of names, or as
 * an object of yes and no, whose inner names are joined by a colon: {"orders": {"read": true}} tells `orders:read`.
 */
export interface ToldScopes {
  readonly probe: Probe;
  readonly in: "header" | "body";
  /** The header's name, or the dotted path. */
  readonly at: string;
}

/** The part that an argument plays in the period asked for, where it plays one. */
export type PeriodRole = "year" | "start" | "end" | "days" | "months";

/** The part that an argument plays in getting a list piece by piece, where it plays one. `size` is rows per piece. */
export type PagingRole = "page" | "size" | "offset" | "cursor";

interface ArgumentBase {
  /** As the assistant writes it: a-z, 0-9 and underscores. */
  readonly name: string;
  readonly description: string;
  /** The API's own name for it, where that is another: `campaignId`, `filter[status]`. */
  readonly parameter?: string;
  /** It stands in the endpoint's path as `{parameter}`, and is required; otherwise it is a query parameter. */
  readonly in?: "path";
  readonly required?: true;
  /** What the API takes when nothing is given. Told to the assistant, never sent. */
  readonly default?: string | number | boolean;
  readonly period?: PeriodRole;
  readonly paging?: PagingRole;
}

/** How a list of values is written into the query: a=1&a=2, a=1,2, a[]=1&a[]=2, a=1 2, a=1|2. */
export type ListStyle = "repeat" | "comma" | "brackets" | "space" | "pipe";

/** An argument of an endpoint, sent as a query parameter or as a segment of the path. */
export type Argument =
  | (ArgumentBase & { readonly type: "integer"; readonly minimum: number; readonly maximum: number })
  | (ArgumentBase & { readonly type: "number"; readonly minimum?: number; readonly maximum?: number })
  | (ArgumentBase & { readonly type: "string"; readonly maxLength: number })
  | (ArgumentBase & { readonly type: "choice"; readonly values: readonly string[] })
  | (ArgumentBase & { readonly type: "date" })
  | (ArgumentBase & { readonly type: "boolean" })
  | (ArgumentBase & {
      readonly type: "list";
      /** What each value is: any text, or one of `values`. */
      readonly values?: readonly string[];
      readonly maxItems: number;
      readonly style: ListStyle;
    });

/** The value of one argument after validation. */
export type ArgumentValue = string | number | boolean | readonly string[];

/** Arguments of a call after validation, by the assistant's name for them: what is sent, and nothing else. */
export type ArgumentValues = Readonly<Record<string, ArgumentValue>>;

/** One read-only GET: one tool. */
export interface Endpoint<S extends string = string> {
  /** The tool's name: `<connector>_<verb>_<object>`. */
  readonly tool: string;
  readonly title: string;
  /** For an assistant that must choose: which question it answers, what comes back, what to use instead. */
  readonly description: string;
  /** Relative to the connector's base URL, as the API's documents spell it: `locations/{slug}/services`. */
  readonly path: string;
  /** All of them are needed. */
  readonly scopes: readonly S[];
  readonly arguments: readonly Argument[];
  /** Answers a list of rows, so the assistant may choose columns with `fields`. */
  readonly list: boolean;
}

/** What can be said of an answer in Keyscope's first line. */
export type Fact = "store" | "currency" | "timezone" | "generated_at";

/** How successful answers are wrapped. An API that does not always do the same has none: its answers are shown whole. */
export interface Envelope {
  /** The member that holds the data. */
  readonly data: string;
  /** Dotted paths of what the first line tells. */
  readonly facts?: Readonly<Partial<Record<Fact, string>>>;
  /** Members that say nothing as long as they have this value, such as {status: "success"}. */
  readonly constants?: Readonly<Record<string, string>>;
}

/** Dotted paths in the body of an error. Without them the usual places are looked at. */
export interface ErrorBody {
  readonly message: string;
  /** A name for programs, such as `insufficient_scope`. */
  readonly code?: string;
  /** The parameter that was wrong. */
  readonly parameter?: string;
}

/** What a refusal of this API can mean beside the usual. */
export interface RefusalHint {
  /** 401, 403 or another status of a refusal. */
  readonly status: number;
  /**
   * A part of the API's message, or its error code, in any case. Without it the hint is for every such status that no
   * other hint fits.
   */
  readonly words?: string;
  /** One or two sentences for the assistant to pass on: why, and what to do. */
  readonly advice: string;
  /** The key is not at fault, so another would be refused as well: its scopes stay as they were known. */
  readonly blameless?: true;
}

/** A limit of the API's own. */
export interface RateLimit {
  readonly requests: number;
  readonly seconds: number;
  /** What is counted together: one key's requests, or all of this machine to one origin. */
  readonly per: "key" | "address";
  /** Endpoints whose path begins so do not count. */
  readonly exempt?: readonly string[];
  /** A person may set another number for their key, because the product lets them. */
  readonly configurable?: true;
}

/** What people's data an API answers with. */
export interface PersonalData {
  /** Completes "The answers hold …", such as "customers' names, e-mail addresses, phone numbers and street addresses". */
  readonly what: string;
  /** Names of fields that hold some, beside those that every API is searched for (src/privacy). */
  readonly fields?: readonly string[];
}

/** Something that the product has and the connector does not offer. */
export interface NotCovered {
  readonly what: string;
  readonly why: string;
}

/** One API. */
export interface Connector<S extends string = string> {
  /** As in commands, account names and tool names: a-z, 0-9 and hyphens. */
  readonly id: string;
  /** The product's name in texts. */
  readonly title: string;
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
  /** The API's own limits, the one for a key first; empty where none is known. */
  readonly rateLimits: readonly RateLimit[];
  /** What the product calls its scopes: "scope" or "permission". */
  readonly scopeWord?: "permission";
  readonly scopes: readonly Scope<S>[];
  /** A request that every good key may make, for APIs whose scopes are not probed. */
  readonly keyProbe?: Probe;
  readonly toldScopes?: ToldScopes;
  readonly endpoints: readonly Endpoint<S>[];
  readonly envelope?: Envelope;
  readonly errorBody?: ErrorBody;
  readonly refusalHints?: readonly RefusalHint[];
  /** The response header whose value the product's support asks for. */
  readonly requestIdHeader?: string;
  readonly personalData?: PersonalData;
  readonly notCovered?: readonly NotCovered[];
  /** What its documents leave open, as sentences. */
  readonly unknowns?: readonly string[];
  /** Pages the facts come from. */
  readonly sources: readonly string[];
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

/** The name of the tool that every connector has beside its endpoints. */
export function accessToolName(connector: Pick<Connector, "id">): string {
  return `${toolPrefix(connector)}check_access`;
}

/** The base URL that is used when nobody names another; undefined where every customer has an own one. */
export function usualBaseUrl({ address }: Pick<Connector, "address">): string | undefined {
  return address.kind === "fixed" ? address.url : undefined;
}
