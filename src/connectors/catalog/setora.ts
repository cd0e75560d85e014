import { defineConnector } from "../schema/connector.ts";

const cursor = {
  name: "cursor",
  type: "string",
  maxLength: 2000,
  paging: "cursor",
  description: "next_cursor of the answer before, to go on from there",
} as const;

const slug = {
  name: "slug",
  type: "string",
  maxLength: 100,
  in: "path",
  required: true,
  description: "The location's slug, from setora_list_locations",
} as const;

/**
 * Setora, bookings of barbershops and salons. Three GET endpoints, of which the documents could be read: what stands
 * further down on https://www.setora.co.uk/developers/endpoints (staff, clients, bookings) was not available, so it is
 * left to the person. Version 1, labelled alpha. Facts: the pages in `sources`.
 */
export const setora = defineConnector({
  id: "setora",
  title: "Setora",
  about: "a salon's locations, services and free times",
  guidance:
    "Begin with setora_list_locations: its slugs are needed everywhere else. Prices and durations: setora_list_services. Free times: setora_get_availability. " +
    "Money is in minor units with its currency: 2500 GBP is 25.00 pounds. Times are the location's own, with offset.",
  address: { kind: "fixed", url: "https://rest.setora.co.uk/v1/" },
  environment: { baseUrl: "SETORA_BASE_URL", privacy: "SETORA_PRIVACY" },
  keyForms: [
    {
      id: "key",
      name: "API key",
      // `sk_live_` stands in an example only, not as a rule.
      parts: [{ label: "API key", variable: "SETORA_API_KEY" }],
      authentication: { kind: "bearer" },
    },
  ],
  keyGuide: {
    menu: "hub.setora.co.uk → Settings → Developer",
    who: "An owner or admin of the organisation can do this; the scope read is enough.",
  },
  rateLimits: [{ requests: 120, seconds: 60, per: "key" }],
  scopes: [
    {
      name: "read",
      grants: "locations, services, staff, availability, clients and bookings, to look at",
      probe: { path: "locations", query: {} },
    },
    {
      name: "read_write",
      grants: "all that read gives, and to book, move and cancel, which Keyscope never does",
      includes: ["read"],
    },
  ],
  endpoints: [
    {
      tool: "setora_list_locations",
      title: "Locations",
      description:
        "Which locations are there? The organisation's active locations with slug, timezone and address. Their slugs are what setora_list_services and setora_get_availability need.",
      path: "locations",
      scopes: ["read"],
      arguments: [cursor],
      list: true,
      table: {
        name: "locations",
        row: "One active location. timezone is its own.",
        id: "id",
        rows: "data",
        next: "next_cursor",
      },
    },
    {
      tool: "setora_list_services",
      title: "Services of a location",
      description:
        "What does a location offer, for how much and how long? Its services with duration, price and deposit. Money is in minor units: 2500 GBP is 25.00. Free times: setora_get_availability.",
      path: "locations/{slug}/services",
      scopes: ["read"],
      arguments: [slug, cursor],
      list: true,
      table: {
        name: "services",
        row: "One service at one location, which locations_slug names. price.amount and deposit.amount are in minor units of their currency: 2500 GBP is 25.00. The same service stands once for each location that offers it, perhaps with another price.",
        rows: "data",
        next: "next_cursor",
        under: { table: "locations", field: "slug", argument: "slug" },
      },
    },
    {
      tool: "setora_get_availability",
      title: "Free times of a location",
      description:
        "When is there a free time? Slots of a location for a service from a day on, in the location's own time. The service's id is in setora_list_services.",
      path: "locations/{slug}/availability",
      scopes: ["read"],
      arguments: [
        slug,
        {
          name: "service_ids",
          type: "string",
          maxLength: 1000,
          description: "The service's id, from setora_list_services (how several are written is not documented)",
        },
        { name: "date", type: "date", description: "First day" },
        {
          name: "days",
          type: "integer",
          minimum: 1,
          maximum: 366,
          description: "How many days from there (the API's own maximum is not documented)",
        },
      ],
      list: false,
    },
  ],
  prompts: [
    {
      name: "compare_locations",
      title: "Services and prices compared",
      description: "Which location offers what, for how much and how long, and where they differ.",
      arguments: [],
      text: [
        "Compare what the locations offer.",
        "Locations: {list_locations}. Services of each: {list_services} with its slug, every page.",
        "A good answer is a table with a row for each service and a column for each location: price and duration. Mark what only some locations offer, and the same service at another price, duration or deposit. Amounts are in minor units: write 2500 GBP as 25.00 GBP.",
      ],
    },
    {
      name: "find_free_time",
      title: "Find a free time",
      description: "The next free times for a service, at one location or all.",
      arguments: [
        { name: "service", type: "string", maxLength: 100, description: "Which service, as the salon calls it" },
        {
          name: "location",
          type: "string",
          maxLength: 100,
          default: "every location",
          description: "Which location only, by its name or slug",
        },
        {
          name: "days",
          type: "integer",
          minimum: 1,
          maximum: 31,
          default: 7,
          description: "How many days from today on",
        },
      ],
      text: [
        "Find the next free times for the service {service} at {location}, within {days} days from today on.",
        "Slugs and time zones: {list_locations}. The service's id at a location: {list_services}. Free times: {get_availability} with that id, today's date at the location, and days.",
        "A good answer names the three earliest times of each location, in its own time, with weekday and price. If several services fit the name, ask which one is meant. Nothing is booked by this: say where the person books.",
      ],
    },
  ],
  envelope: { data: "data" },
  errorBody: { message: "error.message", code: "error.code", parameter: "error.param" },
  requestIdHeader: "x-request-id",
  personalData: { what: "clients' names, phone numbers and bookings, once endpoints for them are added" },
  notCovered: [
    {
      what: "Staff, clients and bookings",
      why: "the key may read them, but their paths were not in the documents that Keyscope was made from; add them with a file that extends setora",
    },
    { what: "Making, moving and cancelling bookings", why: "Keyscope only reads" },
  ],
  unknowns: [
    "Whether the limit of 120 requests a minute counts for a key or for the organisation is not documented; Keyscope counts it for the key.",
    "How many rows come at once cannot be chosen, as far as is documented.",
    "Whether a key has read_write cannot be found out by reading.",
    "Whether keys expire is not documented.",
  ],
  sources: [
    "https://www.setora.co.uk/developers/authentication",
    "https://www.setora.co.uk/developers",
    "https://www.setora.co.uk/developers/endpoints",
    "https://www.setora.co.uk/developers/conventions",
  ],
});
