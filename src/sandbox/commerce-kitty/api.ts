/**
 * Commerce Kitty's API reference is not public. Known is that the key goes as a bearer token, acts with its user's
 * permissions, and stops at once when it is deleted. THE REST IS THE SANDBOX'S INVENTION, made so that a connector of
 * one's own can be tried: the two paths, their fields, the permissions' names, and the bodies of errors.
 */
import { type NonEmpty, randomFrom } from "../data/random.ts";
import { ApiFailure } from "../server/api.ts";
import { bearerKey } from "../server/authentication.ts";
import type { ExampleKeys } from "../server/keys.ts";
import { cutPage } from "../server/parameters.ts";
import { type Route, restApi } from "../server/rest-api.ts";

/** What the key's user may be allowed, as the sandbox names it: the API has no named scopes. */
const permissions = ["products", "orders"] as const;

export const commerceKittyKeys = {
  all: { parts: ["ckitty_sandbox_viewer_8c41d02b6e7f3a"], about: "its user may view everything", scopes: permissions },
  products: {
    parts: ["ckitty_sandbox_products_5d13a97c42c9d"],
    about: "its user may view products only",
    scopes: ["products"],
  },
  denied: { parts: ["ckitty_sandbox_nothing_0e6f7b85ad41b"], about: "its user may view nothing: 403", scopes: [] },
  revoked: {
    parts: ["ckitty_sandbox_deleted_b72c10e9f40d6"],
    about: "deleted: always 401",
    scopes: permissions,
    revoked: true,
  },
  limited: {
    parts: ["ckitty_sandbox_limited_94d8e1c0395c2"],
    about: "over a limit: always 429",
    scopes: permissions,
    fault: { kind: "status", status: 429, retryAfter: 34 },
  },
} as const satisfies ExampleKeys;

const names = [
  "Cat tree, three levels",
  "Scratching post",
  "Feather wand",
  "Ceramic water fountain",
  "Litter scoop",
  "Window perch",
  "Catnip mouse",
  "Travel carrier",
  "Slow feeder bowl",
  "Grooming brush",
  "Reflective collar",
  "Tunnel, foldable",
];
/** Each with its base currency, as the help pages say. */
const channels: NonEmpty<{ code: string; currency: string; weight: number }> = [
  { code: "web-us", currency: "USD", weight: 6 },
  { code: "web-eu", currency: "EUR", weight: 3 },
  { code: "marketplace", currency: "USD", weight: 2 },
];

function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** What the invented seller has: always the same. */
function buildShop() {
  const random = randomFrom(404);
  const products = names.map((name, index) => {
    const stock = { "Main warehouse": random.between(0, 180), "East coast": random.between(0, 60) };
    return { code: `CK-${101 + index}`, name, type: random.chance(0.25) ? "configurable" : "simple", stock };
  });
  const prices = products.map(() => random.between(6, 90) * 100 + 99);
  const orders = Array.from({ length: 46 }, (_, index) => {
    const { code: channel, currency } = random.weighted(channels);
    const chosen = new Set([random.between(0, 11), random.between(0, 11)]);
    const lines = Array.from(chosen, (at) => {
      return { code: products[at]?.code ?? "", quantity: random.between(1, 3), price: prices[at] ?? 0 };
    });
    const items = lines.map((line) => ({ ...line, price: money(line.price) }));
    const total = money(lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0));
    return { number: `10${String(index + 1).padStart(4, "0")}`, channel, currency, items, total };
  });
  return { products, orders };
}

/** The seller of this sandbox. */
export const shop = buildShop();

function route(list: (typeof permissions)[number]): Route<typeof shop> {
  return {
    pattern: `${list}.json`,
    scopes: [list],
    answer({ query }) {
      const all: readonly object[] = shop[list];
      const { rows, page, total } = cutPage(query, all, { parameter: "limit", usual: 20, maximum: 100 });
      return { [list]: rows, page, total };
    },
  };
}

export const commerceKittyApi = restApi({
  id: "commerce-kitty",
  prefixes: ["/commerce-kitty/"],
  scopes: permissions,
  presentedKey: bearerKey,
  unauthorized: () => new ApiFailure(401, "Unauthenticated."),
  missingScope: (permission) => new ApiFailure(403, `Your user group may not view ${permission}.`),
  errorBody: ({ message }) => ({ error: message }),
  limits: [],
  routes: permissions.map(route),
  store: () => shop,
});
