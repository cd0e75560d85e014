/**
 * Setpilot's API v2 as its public page describes it: nine GET endpoints, four scopes, the envelope, the limit of 120
 * requests a minute. THE FIELD NAMES INSIDE `data` ARE OURS: Setpilot does not document them, and the real API will
 * use others. So are the defaults, the values of `sort_by`, the form of `country` and the bodies of errors. What was
 * decided where the page is silent: a path without its slash at the end is not found (no redirect), a page beyond
 * the last is empty, unknown parameters are ignored, refunds count on the day of the order that they belong to.
 */
import type { IncomingHttpHeaders } from "node:http";
import { type Api, type ApiRequest, problem, type Reply } from "../api.ts";
import type { Keys, ValidKey } from "../keys.ts";
import { RateLimit } from "../rate.ts";
import { costBreakdown } from "./answers/cost-breakdown.ts";
import { customerMetrics } from "./answers/customers.ts";
import { daily, summary } from "./answers/dashboard.ts";
import { inventory } from "./answers/inventory.ts";
import { orders, products } from "./answers/lists.ts";
import { marketing } from "./answers/marketing.ts";
import { topProducts } from "./answers/top-products.ts";
import { type WallClock, wallClock } from "./calendar.ts";
import { BadParameter } from "./parameters.ts";
import { type Store, shop, storeOn } from "./store.ts";

/** The scopes that a key may have. */
export const scopes = ["dashboard", "orders", "products", "inventory"] as const;
export type Scope = (typeof scopes)[number];

interface Route {
  readonly scope: Scope;
  answer(query: URLSearchParams, store: Store, clock: WallClock): object;
}

const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ["dashboard/summary/", { scope: "dashboard", answer: summary }],
  ["dashboard/daily/", { scope: "dashboard", answer: daily }],
  ["dashboard/cost-breakdown/", { scope: "dashboard", answer: costBreakdown }],
  ["top-products/", { scope: "dashboard", answer: topProducts }],
  ["customer-metrics/", { scope: "dashboard", answer: customerMetrics }],
  ["marketing/", { scope: "dashboard", answer: marketing }],
  ["orders/", { scope: "orders", answer: orders }],
  ["products/", { scope: "products", answer: products }],
  ["inventory/", { scope: "inventory", answer: inventory }],
]);

const LIMIT = { requests: 120, seconds: 60 };

function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

/** The route, if the key may take it; else the answer that says why not. */
function findRoute(request: ApiRequest, key: ValidKey): Route | Reply {
  const route = routes.get(request.path);
  if (route === undefined) return problem(404, "Not found.");
  if (request.method !== "GET") return problem(405, `Method "${request.method}" not allowed.`, { allow: "GET" });
  if (!key.scopes.has(route.scope)) return problem(403, `This API key does not have the "${route.scope}" scope.`);
  return route;
}

function answer(route: Route, query: URLSearchParams, store: Store, clock: WallClock, now: Date): Reply {
  try {
    const data = route.answer(query, store, clock);
    const meta = { shop: shop.name, currency: shop.currency, timezone: shop.timezone, generated_at: now.toISOString() };
    return { status: 200, headers: {}, body: { data, meta } };
  } catch (error) {
    if (error instanceof BadParameter) return problem(400, error.message);
    throw error;
  }
}

/** The emulated API over the given keys. */
export function setpilotApi(keys: Keys, now: () => Date): Api {
  const clock = wallClock(shop.timezone);
  const rate = new RateLimit(LIMIT);
  return {
    prefix: "/setpilot/api/v2/",
    presentedKey,
    handle(request) {
      const presented = presentedKey(request.headers);
      const key = keys.valid(presented);
      if (presented === undefined || key === undefined) return problem(401, "Invalid or revoked API key.");
      const time = now();
      const wait = rate.take(presented, time);
      if (wait !== undefined) {
        return problem(429, `More than ${LIMIT.requests} requests in a minute.`, { "retry-after": String(wait) });
      }
      const route = findRoute(request, key);
      return "status" in route ? route : answer(route, request.query, storeOn(clock.today(time)), clock, time);
    },
  };
}
