/**
 * Setora's API as https://www.setora.co.uk/developers describes it: bearer key, scopes `read` and `read_write`, lists in
 * pages by a cursor, `X-Request-Id` on every answer, 120 requests a minute (whether for a key or an organisation is not
 * said; here for a key). Documented are the paths of locations, their services and their availability. THE SANDBOX'S
 * INVENTION: the paths and fields of staff, clients and bookings (they are there to try an extension of one's own, and
 * masking), `staff_ids` of a service, rows per page, several `service_ids` with commas, the bounds of `days`, how long a
 * cursor lasts, and the codes and statuses beside 401 and 403.
 */
import { randomUUID } from "node:crypto";
import { type Api, Problem } from "../server/api.ts";
import { bearerKey } from "../server/authentication.ts";
import type { Keys } from "../server/keys.ts";
import { restApi } from "../server/rest.ts";
import { routes } from "./answers.ts";
import { scopes } from "./keys.ts";
import { salonOn } from "./salon.ts";

/** The first three are documented. */
const CODES: Readonly<Record<number, string>> = {
  401: "invalid_api_key",
  403: "insufficient_scope",
  400: "invalid_request",
  404: "not_found",
  405: "method_not_allowed",
  429: "rate_limited",
};

function errorBody({ status, message, details }: Problem): object {
  const { code = CODES[status] ?? "internal_error", parameter } = details;
  return { error: { code, message, ...(parameter === undefined ? {} : { param: parameter }) } };
}

/** The emulated API over the given keys. */
export function setoraApi(keys: Keys, now: () => Date): Api {
  return restApi(
    {
      id: "setora",
      prefixes: ["/setora/v1/"],
      scopes,
      presentedKey: bearerKey,
      authenticate(headers) {
        const parameter = "Authorization";
        if (headers.authorization === undefined) {
          throw new Problem(401, "No API key was sent.", { code: "missing_api_key", parameter });
        }
        const key = keys.valid("setora", bearerKey(headers));
        if (key === undefined) {
          throw new Problem(401, "The provided API key is invalid or has been revoked.", { parameter });
        }
        return key;
      },
      missingScope: () => new Problem(403, "The API key's scope does not permit this request."),
      errorBody,
      limits: [{ requests: 120, seconds: 60, per: "key" }],
      routes,
      world: salonOn,
      commonHeaders: () => ({ "x-request-id": `req_${randomUUID().replaceAll("-", "")}` }),
    },
    now,
  );
}
