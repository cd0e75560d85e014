import type { ExampleKeys } from "../examples.ts";

/** The scopes that a key may have. */
export const scopes = ["dashboard", "orders", "products", "inventory"] as const;
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
