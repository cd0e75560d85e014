/**
 * Setpilot's API v2 as its public page describes it: nine GET endpoints, four scopes, the envelope, the limit of 120
 * requests a minute. THE FIELD NAMES INSIDE `data` ARE OURS: Setpilot does not document them, and the real API will
 * use others. So are the defaults, the values of `sort_by`, the form of `country` and the bodies of errors. What was
 * decided where the page is silent: a path without its slash at the end is not found (no redirect), a page beyond
 * the last is empty, unknown parameters are ignored, refunds count on the day of the order that they belong to.
 */

import { type WallClock, wallClock } from "../data/calendar.ts";
import { type Api, Problem } from "../server/api.ts";
import { bearerKey } from "../server/authentication.ts";
import type { Keys } from "../server/keys.ts";
import { restApi } from "../server/rest.ts";
import type { Route } from "../server/routes.ts";
import { costBreakdown } from "./answers/cost-breakdown.ts";
import { customerMetrics } from "./answers/customers.ts";
import { daily, summary } from "./answers/dashboard.ts";
import { inventory } from "./answers/inventory.ts";
import { orders, products } from "./answers/lists.ts";
import { marketing } from "./answers/marketing.ts";
import { topProducts } from "./answers/top-products.ts";
import { type Scope, scopes } from "./keys.ts";
import { type Store, shop, storeOn } from "./store.ts";

interface World {
  readonly store: Store;
  readonly clock: WallClock;
  readonly now: Date;
}

type Data = (query: URLSearchParams, store: Store, clock: WallClock) => object;

/** Every answer comes in the same envelope. */
function route(scope: Scope, pattern: string, data: Data): Route<World> {
  return {
    pattern,
    scopes: [scope],
    answer: ({ query }, { store, clock, now }) => ({
      data: data(query, store, clock),
      meta: { shop: shop.name, currency: shop.currency, timezone: shop.timezone, generated_at: now.toISOString() },
    }),
  };
}

const routes = [
  route("dashboard", "dashboard/summary/", summary),
  route("dashboard", "dashboard/daily/", daily),
  route("dashboard", "dashboard/cost-breakdown/", costBreakdown),
  route("dashboard", "top-products/", topProducts),
  route("dashboard", "customer-metrics/", customerMetrics),
  route("dashboard", "marketing/", marketing),
  route("orders", "orders/", orders),
  route("products", "products/", products),
  route("inventory", "inventory/", inventory),
];

/** The emulated API over the given keys. */
export function setpilotApi(keys: Keys, now: () => Date): Api {
  const clock = wallClock(shop.timezone);
  return restApi(
    {
      id: "setpilot",
      prefixes: ["/setpilot/api/v2/"],
      scopes,
      presentedKey: bearerKey,
      authenticate(headers) {
        const key = keys.valid("setpilot", bearerKey(headers));
        if (key === undefined) throw new Problem(401, "Invalid or revoked API key.");
        return key;
      },
      missingScope: (scope) => new Problem(403, `This API key does not have the "${scope}" scope.`),
      errorBody: ({ message }) => ({ detail: message }),
      limits: [{ requests: 120, seconds: 60, per: "key" }],
      routes,
      world: (time) => ({ store: storeOn(clock.today(time)), clock, now: time }),
    },
    now,
  );
}
