import { defineConnector } from "../schema/connector.ts";

/**
 * Commerce Kitty, catalogue, stock and orders over several sales channels. Its API reference (api.commercekitty.com)
 * was not available, so there is no endpoint here: only how a key is made and sent. A person adds the endpoints that
 * the reference names with a file that extends this. Facts: the pages in `sources`.
 */
export const commerceKitty = defineConnector({
  id: "commerce-kitty",
  title: "Commerce Kitty",
  about: "products, stock and orders over several sales channels",
  guidance: "",
  address: { kind: "fixed", url: "https://api.commercekitty.com/" },
  environment: { baseUrl: "COMMERCE_KITTY_BASE_URL", privacy: "COMMERCE_KITTY_PRIVACY" },
  keyForms: [
    {
      id: "key",
      name: "API key",
      parts: [{ label: "API key", variable: "COMMERCE_KITTY_API_KEY" }],
      authentication: { kind: "bearer" },
    },
  ],
  keyGuide: {
    menu: "Configuration → API Keys (or your name at the top right → API Keys)",
    create: "Generate API Key",
    who: "A key may do whatever its user may, so make it for a user in a read-only group (View and View All on everything), never for the account's owner.",
  },
  rateLimits: [],
  scopes: [],
  endpoints: [],
  personalData: { what: "customers' names, e-mail addresses and street addresses, once endpoints for them are added" },
  notCovered: [
    {
      what: "Endpoints beside those that you add",
      why: "the API's reference at api.commercekitty.com was not available when this was made; add what you need with a file that extends commerce-kitty",
    },
  ],
  unknowns: [
    "The base path of the API is not known: https://api.commercekitty.com/ is the host that the documents name.",
    "Paths, paging, the bodies of answers and errors, and rate limits are not known.",
    "How keys begin, and whether they expire, is not documented.",
    "Two pages disagree on whom a key belongs to: the account, or one user with that user's permissions.",
  ],
  sources: [
    "https://help.commercekitty.com/how-to/generate-an-api-key",
    "https://help.commercekitty.com/configuration/api-keys",
    "https://help.commercekitty.com/configuration/user-groups",
    "https://help.commercekitty.com/configuration/users",
  ],
});
