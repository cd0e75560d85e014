import type { Connector, Endpoint } from "../../src/connectors/schema/connector.ts";

/** An API that nobody knows: a shop's ledger. Tests give it the scopes, probes and endpoints that they are about. */
export function invented(own: Partial<Connector>): Connector {
  return {
    id: "ledger",
    title: "Ledger",
    about: "a shop's books",
    guidance: "",
    address: { kind: "fixed", url: "https://api.example/v1/" },
    environment: { baseUrl: "LEDGER_BASE_URL", privacy: "LEDGER_PRIVACY" },
    keyForms: [
      {
        id: "key",
        name: "API key",
        parts: [{ label: "API key", variable: "LEDGER_API_KEY" }],
        authentication: { kind: "bearer" },
      },
    ],
    keyGuide: { menu: "Settings → Keys", create: "New key", who: "Anyone can do this." },
    rateLimits: [],
    scopes: [],
    endpoints: [],
    sources: [],
    ...own,
  };
}

/** A list at the path of that name, with the tool `ledger_list_<name>`. */
export function listOf(name: string, ...scopes: string[]): Endpoint {
  return {
    tool: `ledger_list_${name}`,
    title: name,
    description: `The ${name}.`,
    path: name,
    scopes,
    arguments: [],
    list: true,
  };
}

/** The scope of that name; with a path, that is its probe. */
export function scope(name: string, path?: string, includes: readonly string[] = []) {
  return { name, grants: name, includes, ...(path === undefined ? {} : { probe: { path, query: {} } }) };
}
