/**
 * Setpilot's API v2 as its public page describes it: nine GET endpoints, four scopes, the envelope, the limit of 120
 * requests a minute. THE FIELD NAMES INSIDE `data` ARE OURS: Setpilot does not document them, and the real API will
 * use others. So are the defaults, the values of `sort_by`, the form of `country` and the bodies of errors. What was
 * decided where the page is silent: a path without its slash at the end is not found (no redirect), a page beyond
 * the last is empty, unknown parameters are ignored, refunds count on the day of the order that they belong to.
 */
import { ApiFailure } from "../server/api.ts";
import { bearerKey } from "../server/authentication.ts";
import type { ExampleKeys } from "../server/keys.ts";
import { type Route, restApi } from "../server/rest-api.ts";
import { getCostBreakdown, getDaily, getSummary } from "./dashboard.ts";
import { listInventory, listOrders, listProducts } from "./lists.ts";
import { getCustomerMetrics, getMarketing, getTopProducts } from "./reports.ts";
import { clock, type Store, shop, storeOn } from "./store.ts";

/** The scopes that a key may have. */
const scopes = ["dashboard", "orders", "products", "inventory"] as const;
export type Scope = (typeof scopes)[number];

export const setpilotKeys = {
  all: { parts: ["spa_sk_sandbox_all_scopes_7f3a"], about: "every scope", scopes },
  /** Something is hidden with it, and can be added. */
  dashboard: {
    parts: ["spa_sk_sandbox_dashboard_2c9d"],
    about: "dashboard only",
    scopes: ["dashboard"],
    isToTry: true,
  },
  some: {
    parts: ["spa_sk_sandbox_lists_b81e"],
    about: "orders, products and inventory",
    scopes: ["orders", "products", "inventory"],
  },
  denied: { parts: ["spa_sk_sandbox_no_scopes_d41b"], about: "no scope: always 403", scopes: [] },
  revoked: { parts: ["spa_sk_sandbox_revoked_40d6"], about: "revoked: always 401", scopes, revoked: true },
  limited: {
    parts: ["spa_sk_sandbox_limited_95c2"],
    about: "over its limit: always 429",
    scopes,
    fault: { kind: "status", status: 429, retryAfter: 34 },
  },
  slow: {
    parts: ["spa_sk_sandbox_slow_e0b7"],
    about: "every scope, two seconds for each answer",
    scopes,
    fault: { kind: "delay", ms: 2_000 },
  },
  broken: {
    parts: ["spa_sk_sandbox_broken_16fa"],
    about: "every answer a proxy's page with 502",
    scopes,
    fault: { kind: "html", status: 502 },
  },
} as const satisfies ExampleKeys;

type Data = (query: URLSearchParams, store: Store) => object;

/** Puts every answer in the same envelope. */
function route(scope: Scope, pattern: string, data: Data): Route<{ readonly store: Store; readonly now: Date }> {
  return {
    pattern,
    scopes: [scope],
    answer: ({ query }, { store, now }) => ({
      data: data(query, store),
      meta: { shop: shop.name, currency: shop.currency, timezone: shop.timezone, generated_at: now.toISOString() },
    }),
  };
}

const routes = [
  route("dashboard", "dashboard/summary/", getSummary),
  route("dashboard", "dashboard/daily/", getDaily),
  route("dashboard", "dashboard/cost-breakdown/", getCostBreakdown),
  route("dashboard", "top-products/", getTopProducts),
  route("dashboard", "customer-metrics/", getCustomerMetrics),
  route("dashboard", "marketing/", getMarketing),
  route("orders", "orders/", listOrders),
  route("products", "products/", listProducts),
  route("inventory", "inventory/", listInventory),
];

export const setpilotApi = restApi({
  id: "setpilot",
  prefixes: ["/setpilot/api/v2/"],
  scopes,
  presentedKey: bearerKey,
  unauthorized: () => new ApiFailure(401, "Invalid or revoked API key."),
  missingScope: (scope) => new ApiFailure(403, `This API key does not have the "${scope}" scope.`),
  errorBody: ({ message }) => ({ detail: message }),
  limits: [{ requests: 120, seconds: 60, per: "key" }],
  routes,
  store: (now) => ({ store: storeOn(clock.today(now)), now }),
});
