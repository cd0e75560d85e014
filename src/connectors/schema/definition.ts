import {
  array,
  discriminatedUnion,
  type input as Input,
  int,
  literal,
  type output as Output,
  enum as oneOf,
  record,
  string,
} from "zod";
import { endpointsSchema, probeSchema, scopesSchema } from "./endpoint.ts";
import {
  baseUrlText,
  dottedPath,
  fieldText,
  fixedHeaderName,
  fixedHeaderValue,
  headerName,
  headerPrefix,
  idText,
  keyPrefixText,
  LIMITS,
  line,
  members,
  printable,
  probePath,
  sourceUrl,
} from "./patterns.ts";
import { promptsSchema } from "./prompt.ts";

const label = line(40).default("API key").describe("What the product calls the key.");
const keyPrefix = keyPrefixText
  .exactOptional()
  .describe("How keys begin, such as sk_live_. One that begins otherwise is questioned, not refused.");

/** How the key is sent. Its text is never in a definition: `keyscope login` asks for it. */
const authenticationSchema = discriminatedUnion("kind", [
  members({ kind: literal("bearer").describe("Authorization: Bearer <key>"), label, keyPrefix }),
  members({
    kind: literal("header").describe("<name>: <key>"),
    name: headerName.describe("The header, such as X-API-Key."),
    prefix: headerPrefix.exactOptional().describe('A word before the key, such as "Token".'),
    label,
    keyPrefix,
  }),
  members({
    kind: literal("basic").describe("HTTP Basic"),
    labels: array(line(40))
      .min(1)
      .max(2)
      .default(["user name", "password"])
      .describe("What the product calls the user name and the password; one where the password stays empty."),
  }),
]);

const editorHint = string().max(500).exactOptional().describe("The schema, for editors: connector.schema.json.");

/** A connector that a person brings, whole. `connector.ts` has what built-in ones have beside this. */
export const definitionSchema = members({
  $schema: editorHint,
  id: idText.describe("Its name in commands and tool names: my-shop gives my_shop_list_orders."),
  title: line(60).describe("The product's name."),
  about: line(200).exactOptional().describe('Completes "Keyscope answers questions about …".'),
  guidance: line(1_000).exactOptional().describe("How its tools fit together, for the assistant."),
  baseUrl: baseUrlText.describe("Where the API is; the key is sent there and nowhere else."),
  authentication: authenticationSchema.default({ kind: "bearer", label: "API key" }).describe("How the key is sent."),
  headers: record(fixedHeaderName, fixedHeaderValue)
    .refine((headers) => Object.keys(headers).length <= LIMITS.headers, `may have at most ${LIMITS.headers} entries`)
    .exactOptional()
    .describe('Sent with every request, such as {"Notion-Version": "2022-06-28"}. Never a key.'),
  keyGuide: members({
    menu: line(120).exactOptional().describe("Menu path, such as Settings → API Keys."),
    create: line(60).exactOptional().describe("The button there that makes a key."),
    who: line(300).exactOptional().describe("Who may do it, or with what care, as a sentence."),
  })
    .default({})
    .describe("Where a person makes keys, in the product's own words."),
  rateLimits: array(
    members({
      requests: int().min(1).max(1_000_000).describe("So many requests …"),
      seconds: int().min(1).max(86_400).describe("… in so many seconds."),
      per: oneOf(["key", "address"]).default("key").describe("What is counted together."),
      exempt: array(probePath).max(20).exactOptional().describe("Endpoints whose path begins so do not count."),
      configurable: literal(true).exactOptional().describe("The product lets people choose the number."),
    }),
  )
    .max(5)
    .default([])
    .describe("The API's own limits, the one for a key first."),
  scopeWord: literal("permission").exactOptional().describe('Where the product says "permission", not "scope".'),
  scopes: scopesSchema,
  keyProbe: probeSchema.exactOptional().describe("A request that every good key may make."),
  toldScopes: discriminatedUnion("in", [
    members({
      probe: probeSchema.describe("The request whose answer tells them."),
      in: literal("header").describe("In a response header, with commas or spaces between."),
      at: headerName.describe("The header's name."),
    }),
    members({
      probe: probeSchema.describe("The request whose answer tells them."),
      in: literal("body").describe("In the body: a list, or an object of yes and no."),
      at: dottedPath.describe("The dotted path in the body."),
    }),
  ])
    .exactOptional()
    .describe("Where the API tells a key's scopes, so that none has to be probed."),
  endpoints: endpointsSchema,
  prompts: promptsSchema,
  envelope: members({
    data: fieldText.describe("The member that holds the data."),
    facts: members({
      store: dottedPath.exactOptional().describe("The shop's or account's name."),
      currency: dottedPath.exactOptional().describe("The currency of amounts."),
      timezone: dottedPath.exactOptional().describe("The time zone of dates."),
      generated_at: dottedPath.exactOptional().describe("When the data was put together."),
    })
      .exactOptional()
      .describe("Dotted paths of what the first line of an answer tells."),
    constants: record(fieldText, printable(100))
      .exactOptional()
      .describe('Members that say nothing as long as they have this value, such as {"status": "success"}.'),
  })
    .exactOptional()
    .describe("How every successful answer is wrapped. Left out: answers are shown whole."),
  errorBody: members({
    message: dottedPath.describe("What went wrong, for people."),
    code: dottedPath.exactOptional().describe("A name for programs, such as insufficient_scope."),
    parameter: dottedPath.exactOptional().describe("The parameter that was wrong."),
  })
    .exactOptional()
    .describe("Dotted paths in the body of an error. Left out: the usual places are looked at."),
  refusalHints: array(
    members({
      status: int().min(400).max(499).describe("401, 403 or another status of a refusal."),
      /** In any case. Without it the hint is for every such status that no other hint fits. */
      words: printable(100).exactOptional().describe("A part of the API's message, or its error code."),
      /** For the assistant to pass on. */
      advice: line(500).describe("One or two sentences: why, and what to do."),
      /** Another key would be refused as well: the scopes of this one stay as they were known. */
      blameless: literal(true).exactOptional().describe("The key is not at fault."),
    }),
  )
    .max(20)
    .exactOptional()
    .describe("What a refusal can mean beside the usual."),
  requestIdHeader: headerName
    .exactOptional()
    .describe("The response header whose value the product's support asks for."),
  personalData: members({
    what: line(200).describe('Completes "The answers hold …", such as "customers\' names and e-mail addresses".'),
    /** The usual names, for which every API is searched, are in src/privacy. */
    fields: array(fieldText).max(100).exactOptional().describe("Fields that hold some, beside the usual names."),
  })
    .exactOptional()
    .describe("What people's data the answers hold, so that it can be hidden from the assistant."),
  notCovered: array(members({ what: line(200).describe("What is missing."), why: line(300).describe("Why.") }))
    .max(50)
    .exactOptional()
    .describe("What the product has and the connector does not offer."),
  unknowns: array(line(300)).max(50).exactOptional().describe("What the API's documents leave open, as sentences."),
  sources: array(sourceUrl).max(20).default([]).describe("Pages the facts come from."),
});

/** Endpoints, and questions ready to ask, that a person adds to a built-in connector. */
export const extensionSchema = members({
  $schema: editorHint,
  extends: idText.describe("The built-in connector that gets these endpoints, such as setora."),
  scopes: scopesSchema,
  endpoints: endpointsSchema,
  prompts: promptsSchema,
});

/** As a person or `fromOpenApi` writes it, with everything left out that has a default. */
export type DefinitionFile = Input<typeof definitionSchema>;
export type EndpointFile = DefinitionFile["endpoints"][number];
export type ArgumentFile = NonNullable<EndpointFile["arguments"]>[number];
export type ScopeFile = NonNullable<DefinitionFile["scopes"]>[number];
export type ProbeFile = NonNullable<DefinitionFile["keyProbe"]>;

/** As checking gives it, with the defaults filled in. */
export type Definition = Immutable<Output<typeof definitionSchema>>;
export type Extension = Immutable<Output<typeof extensionSchema>>;

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
