import type { ExampleKeys } from "../examples.ts";

/** Both may read; only the second may change things (https://www.setora.co.uk/developers/authentication). */
export const scopes = ["read", "read_write"] as const;

export const setoraKeys = {
  all: { parts: ["sk_live_sandbox_read_write_7f3a"], about: "read_write", scopes: ["read_write"] },
  read: { parts: ["sk_live_sandbox_read_2c9d"], about: "read", scopes: ["read"] },
  denied: { parts: ["sk_live_sandbox_no_scope_d41b"], about: "no scope: always 403", scopes: [] },
  revoked: {
    parts: ["sk_live_sandbox_revoked_40d6"],
    about: "revoked: always 401",
    scopes: ["read"],
    revoked: true,
  },
  limited: {
    parts: ["sk_live_sandbox_limited_95c2"],
    about: "over its limit: always 429",
    scopes: ["read"],
    fault: { kind: "status", status: 429, retryAfter: 34 },
  },
} as const satisfies ExampleKeys;
