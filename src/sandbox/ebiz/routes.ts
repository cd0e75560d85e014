/**
 * The REST API of an e-biz store as https://e-biz.co.ke/docs describes it: Basic with consumer key and secret, or a
 * legacy key; permissions Read and Write; 60 requests a minute for a key, products not counted, and 1,000 in 15 minutes
 * from an address. The store and its figures are invented, and so is what the pages leave open: the largest page, the
 * status of each error message, and that orders come newest first.
 */
import type { IncomingHttpHeaders } from "node:http";
import { wallClock } from "../data/calendar.ts";
import { type Api, Problem } from "../server/api.ts";
import { apiKeyHeader, basicParts } from "../server/authentication.ts";
import type { Keys, ValidKey } from "../server/keys.ts";
import { restApi } from "../server/rest.ts";
import type { Call, Route } from "../server/routes.ts";
import * as answers from "./answers.ts";
import { scopes } from "./keys.ts";
import { type Store, shop, storeOn } from "./store.ts";

type Data = (call: Call, store: Store) => object;

/** Every success comes in the same envelope. */
function route(pattern: string, data: Data): Route<Store> {
  return { pattern, scopes: ["Read"], answer: (call, store) => ({ status: "success", data: data(call, store) }) };
}

const routes = [
  route("products", answers.listProducts),
  route("products/{id}", answers.getProduct),
  route("categories", answers.listCategories),
  route("brands", answers.listBrands),
  route("orders", answers.listOrders),
  route("orders/{id}", answers.getOrder),
  route("customers", answers.listCustomers),
  route("customers/{id}", answers.getCustomer),
  route("customers/{id}/loyalty", answers.getCustomerLoyalty),
  route("branches", answers.listBranches),
  route("marketing", answers.getMarketing),
  route("marketing/contacts/stats", answers.getContactStats),
  route("marketing/coupons", answers.listCoupons),
  route("marketing/coupons/stats", answers.getCouponStats),
  route("marketing/loyalty/stats", answers.getLoyaltyStats),
  route("marketing/loyalty/ledger", answers.listLedger),
];

function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  return basicParts(headers)?.[0] ?? apiKeyHeader(headers);
}

function authenticate(keys: Keys, headers: IncomingHttpHeaders): ValidKey {
  const basic = basicParts(headers);
  if (basic === undefined) return legacy(keys, apiKeyHeader(headers));
  const [consumerKey, secret] = basic;
  const key = keys.valid("ebiz", consumerKey);
  if (key?.secret === undefined) throw new Problem(401, "Invalid consumer key");
  if (key.secret !== secret) throw new Problem(401, "Invalid consumer secret");
  return key;
}

/** A consumer key alone, without its secret, opens nothing. */
function legacy(keys: Keys, text: string | undefined): ValidKey {
  if (text === undefined) throw new Problem(401, "API key required");
  const key = keys.valid("ebiz", text);
  if (key === undefined || key.secret !== undefined) throw new Problem(401, "Invalid API key");
  return key;
}

/** The emulated API over the given keys. */
export function ebizApi(keys: Keys, now: () => Date): Api {
  const clock = wallClock(shop.timezone);
  return restApi(
    {
      id: "ebiz",
      prefixes: ["/ebiz/api/v1/"],
      scopes,
      presentedKey,
      authenticate: (headers) => authenticate(keys, headers),
      missingScope: () => new Problem(403, "Insufficient permissions"),
      errorBody: ({ message }) => ({ status: "error", message }),
      limits: [
        { requests: 60, seconds: 60, per: "key", exempt: "products" },
        { requests: 1000, seconds: 900, per: "address" },
      ],
      routes,
      world: (time) => storeOn(clock.today(time)),
    },
    now,
  );
}
