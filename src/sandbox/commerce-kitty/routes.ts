/**
 * Commerce Kitty's API reference is not public. Known is that the key goes as a bearer token, acts with its user's
 * permissions, and stops at once when it is deleted. THE REST IS THE SANDBOX'S INVENTION, made so that a connector of
 * one's own can be tried: the two paths, their fields, the permissions' names, and the bodies of errors.
 */
import { type Api, Problem } from "../server/api.ts";
import { bearerKey } from "../server/authentication.ts";
import type { Keys } from "../server/keys.ts";
import { pageOf } from "../server/paging.ts";
import { restApi } from "../server/rest.ts";
import type { Route } from "../server/routes.ts";
import { permissions } from "./keys.ts";
import { type Shop, shop } from "./shop.ts";

const PAGE_SIZE = { parameter: "limit", usual: 20, maximum: 100 };

const routes: readonly Route<Shop>[] = [
  {
    pattern: "products.json",
    scopes: ["products"],
    answer({ query }, { products }) {
      const { rows, page, total } = pageOf(query, products, PAGE_SIZE);
      return { products: rows, page, total };
    },
  },
  {
    pattern: "orders.json",
    scopes: ["orders"],
    answer({ query }, { orders }) {
      const { rows, page, total } = pageOf(query, orders, PAGE_SIZE);
      return { orders: rows, page, total };
    },
  },
];

/** The emulated API over the given keys. */
export function commerceKittyApi(keys: Keys, now: () => Date): Api {
  return restApi(
    {
      id: "commerce-kitty",
      prefixes: ["/commerce-kitty/"],
      scopes: permissions,
      presentedKey: bearerKey,
      authenticate(headers) {
        const key = keys.valid("commerce-kitty", bearerKey(headers));
        if (key === undefined) throw new Problem(401, "Unauthenticated.");
        return key;
      },
      missingScope: (permission) => new Problem(403, `Your user group may not view ${permission}.`),
      errorBody: ({ message }) => ({ error: message }),
      limits: [],
      routes,
      world: () => shop(),
    },
    now,
  );
}
