/**
 * The REST API of an e-biz store as https://e-biz.co.ke/docs describes it: Basic with consumer key and secret, or a
 * legacy key; permissions Read and Write; 60 requests a minute for a key, products not counted, and 1,000 in 15 minutes
 * from an address. The store and its figures are invented, and so is what the pages leave open: the largest page, the
 * status of each error message, and that orders come newest first.
 */
import type { IncomingHttpHeaders } from "node:http";
import { ApiFailure } from "../server/api.ts";
import { apiKeyHeader, basicKey } from "../server/authentication.ts";
import type { ExampleKeys, ValidKey } from "../server/keys.ts";
import { restApi } from "../server/rest-api.ts";
import { routes } from "./answers.ts";
import { storeAt } from "./store.ts";

/** The permissions that a key may have. */
const scopes = ["Read", "Write"] as const;

/** The keys of the invented store. As documented they begin with ck_ and cs_; the rest is not hex, to be readable. */
export const ebizKeys = {
  all: {
    parts: ["ck_sandbox_read_write_4e1a", "cs_sandbox_read_write_91d0"],
    about: "Read and Write",
    scopes,
  },
  read: { parts: ["ck_sandbox_read_only_7b25", "cs_sandbox_read_only_3f68"], about: "Read", scopes: ["Read"] },
  legacy: { parts: ["sandboxlegacy0c9e5d7741aa63be2f10"], about: "legacy key, sent as X-API-Key", scopes: ["Read"] },
  denied: {
    parts: ["ck_sandbox_write_only_a3f9", "cs_sandbox_write_only_6c02"],
    about: "Write only: always 403",
    scopes: ["Write"],
  },
  disabled: {
    parts: ["ck_sandbox_rest_api_off_d5b1", "cs_sandbox_rest_api_off_20e7"],
    about: "the store's REST API is switched off: always 403",
    scopes: ["Read"],
    fault: { kind: "status", status: 403, body: '{"status":"error","message":"REST API is disabled"}' },
  },
  expired: {
    parts: ["ck_sandbox_expired_8f46", "cs_sandbox_expired_b7c3"],
    about: "older than 365 days: always 401",
    scopes: ["Read"],
    fault: { kind: "status", status: 401, body: '{"status":"error","message":"API key expired"}' },
  },
  revoked: {
    parts: ["ck_sandbox_revoked_c1d8", "cs_sandbox_revoked_59aa"],
    about: "deleted: always 401",
    scopes: ["Read"],
    revoked: true,
  },
  limited: {
    parts: ["ck_sandbox_limited_e672", "cs_sandbox_limited_0b3d"],
    about: "over its limit: always 429",
    scopes: ["Read"],
    fault: { kind: "status", status: 429, retryAfter: 34 },
  },
} as const satisfies ExampleKeys;

/** Tells why a key opens nothing. A consumer key alone, without its secret, opens nothing either. */
function whyRejected(headers: IncomingHttpHeaders, key: ValidKey | undefined): string {
  if (basicKey(headers) !== undefined) {
    return key?.secret === undefined ? "Invalid consumer key" : "Invalid consumer secret";
  }
  return apiKeyHeader(headers) === undefined ? "API key required" : "Invalid API key";
}

export const ebizApi = restApi({
  id: "ebiz",
  prefixes: ["/ebiz/api/v1/"],
  scopes,
  presentedKey: (headers) => basicKey(headers) ?? apiKeyHeader(headers),
  unauthorized: (headers, key) => new ApiFailure(401, whyRejected(headers, key)),
  missingScope: () => new ApiFailure(403, "Insufficient permissions"),
  errorBody: ({ message }) => ({ status: "error", message }),
  limits: [
    { requests: 60, seconds: 60, per: "key", exempt: "products" },
    { requests: 1000, seconds: 900, per: "address" },
  ],
  routes,
  store: storeAt,
});
