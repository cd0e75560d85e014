/**
 * Setora's API as https://www.setora.co.uk/developers describes it: bearer key, scopes `read` and `read_write`, lists in
 * pages by a cursor, `X-Request-Id` on every answer, 120 requests a minute (whether for a key or an organisation is not
 * said; here for a key). Documented are the paths of locations, their services and their availability. THE SANDBOX'S
 * INVENTION: the paths and fields of staff, clients and bookings (they are there to try an extension of one's own, and
 * masking), `staff_ids` of a service, rows per page, several `service_ids` with commas, the bounds of `days`, how long a
 * cursor lasts, and the codes and statuses beside 401 and 403.
 */
import { randomUUID } from "node:crypto";
import { ApiFailure } from "../server/api.ts";
import { bearerKey } from "../server/authentication.ts";
import type { ExampleKeys } from "../server/keys.ts";
import { restApi } from "../server/rest-api.ts";
import { routes } from "./answers.ts";
import { salonAt } from "./salon.ts";

/** Both may read; only the second may change things (https://www.setora.co.uk/developers/authentication). */
const scopes = ["read", "read_write"] as const;

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

/** The first three are documented. */
const CODES: Readonly<Record<number, string>> = {
  401: "invalid_api_key",
  403: "insufficient_scope",
  400: "invalid_request",
  404: "not_found",
  405: "method_not_allowed",
  429: "rate_limited",
};

function errorBody({ status, message, details }: ApiFailure) {
  const { code = CODES[status] ?? "internal_error", parameter } = details;
  return { error: { code, message, ...(parameter === undefined ? {} : { param: parameter }) } };
}

export const setoraApi = restApi({
  id: "setora",
  prefixes: ["/setora/v1/"],
  scopes,
  presentedKey: bearerKey,
  unauthorized({ authorization }) {
    const parameter = "Authorization";
    return authorization === undefined
      ? new ApiFailure(401, "No API key was sent.", { code: "missing_api_key", parameter })
      : new ApiFailure(401, "The provided API key is invalid or has been revoked.", { parameter });
  },
  missingScope: () => new ApiFailure(403, "The API key's scope does not permit this request."),
  errorBody,
  limits: [{ requests: 120, seconds: 60, per: "key" }],
  routes,
  store: salonAt,
  commonHeaders: () => ({ "x-request-id": `req_${randomUUID().replaceAll("-", "")}` }),
});
