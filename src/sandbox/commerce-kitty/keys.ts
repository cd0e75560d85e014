import type { ExampleKeys } from "../examples.ts";

/** What the key's user may be allowed, as the sandbox names it: the API has no named scopes. */
export const permissions = ["products", "orders"] as const;

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
