import {
  type Connector,
  type Endpoint,
  type KeyForm,
  type KeyPart,
  titleFromName,
  toolPrefix,
} from "../schema/connector.ts";
import type { Definition, Extension } from "../schema/definition.ts";

/** Makes the connector that a whole definition describes; what the file left out is filled in so that it reads well. */
export function makeConnector(file: Definition): Connector {
  const { $schema: _, id, title, about, guidance, baseUrl, authentication, keyGuide, endpoints, ...same } = file;
  const variable = nameVariables(id);
  return {
    ...same,
    id,
    title,
    about: about ?? `the data in ${title}`,
    guidance: guidance ?? "Choose the tool whose description fits the question.",
    address: { kind: "fixed", url: baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/` },
    environment: { baseUrl: variable("BASE_URL"), privacy: variable("PRIVACY") },
    keyForms: [makeKeyForm(authentication, variable)],
    keyGuide: {
      menu: keyGuide.menu ?? "its settings for API keys",
      ...(keyGuide.create === undefined ? {} : { create: keyGuide.create }),
      who: keyGuide.who ?? `If you cannot find that, ask whoever administers ${title}.`,
    },
    endpoints: endpoints.map((endpoint) => makeEndpoint(id, endpoint)),
  };
}

/** Adds a person's endpoints, scopes and prompts to a built-in connector, of which everything else stays. */
export function extendConnector(builtIn: Connector, file: Extension): Connector {
  return {
    ...builtIn,
    scopes: [...builtIn.scopes, ...file.scopes],
    endpoints: [...builtIn.endpoints, ...file.endpoints.map((endpoint) => makeEndpoint(builtIn.id, endpoint))],
    prompts: [...(builtIn.prompts ?? []), ...(file.prompts ?? [])],
  };
}

/**
 * Environment variables are derived, never named by a definition, and carry a prefix: a definition that could name
 * GITHUB_TOKEN would send it to its own address.
 */
function nameVariables(id: string): (what: string) => string {
  return (what) => `KEYSCOPE_${id.replaceAll("-", "_").toUpperCase()}_${what}`;
}

function makeKeyForm(file: Definition["authentication"], variable: (what: string) => string): KeyForm {
  const key = variable("API_KEY");
  switch (file.kind) {
    case "bearer":
      return { ...makeSingleKey(file, key), authentication: { kind: "bearer" } };
    case "header": {
      const { name, prefix } = file;
      return {
        ...makeSingleKey(file, key),
        authentication: { kind: "header", name, ...(prefix === undefined ? {} : { prefix }) },
      };
    }
    case "basic": {
      const [first = "user name", second] = file.labels;
      const user: KeyPart = { label: first, variable: key };
      return {
        id: "key",
        name: second === undefined ? first : `${first} and ${second}`,
        parts: second === undefined ? [user] : [user, { label: second, variable: variable("API_SECRET") }],
        authentication: { kind: "basic" },
      };
    }
    default:
      return file satisfies never;
  }
}

function makeSingleKey(
  { label, keyPrefix }: { readonly label: string; readonly keyPrefix?: string },
  variable: string,
): Pick<KeyForm, "id" | "name" | "parts"> {
  const part: KeyPart = { label, variable, ...(keyPrefix === undefined ? {} : { prefix: keyPrefix }) };
  return { id: "key", name: label, parts: [part] };
}

/** Whether an endpoint answers a list of rows. */
export function isList({ tool, list }: { readonly tool: string; readonly list?: boolean | undefined }): boolean {
  return list ?? /^(?:list|search)_/.test(tool);
}

function makeEndpoint(id: string, { tool, title, list, ...same }: Definition["endpoints"][number]): Endpoint {
  return {
    ...same,
    tool: `${toolPrefix({ id })}${tool}`,
    title: title ?? titleFromName(tool),
    list: isList({ tool, list }),
  };
}
