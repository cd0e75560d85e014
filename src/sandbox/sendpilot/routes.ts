/**
 * SendPilot's API as https://docs.sendpilot.ai describes it: `X-API-Key`, one workspace for a key and no scopes, and
 * two styles: camelCase with `data` and `meta` for campaigns, or with `leads` and `pagination`; snake_case for the lead
 * database and the lead extractor. Both base paths answer, because the documents disagree. No rate limit is documented,
 * so there is none. THE SANDBOX'S INVENTION, as the documents are silent: the bodies of both `results`, the statuses of
 * an unknown parameter's value (400) and of a method that is not there (405), and the ids, which are easy to type.
 */
import { STATUS_CODES } from "node:http";
import { type Api, Problem } from "../server/api.ts";
import { apiKeyHeader } from "../server/authentication.ts";
import type { Keys } from "../server/keys.ts";
import { restApi } from "../server/rest.ts";
import { routes } from "./answers.ts";
import { workspaceOn } from "./workspace.ts";

/** The emulated API over the given keys. */
export function sendpilotApi(keys: Keys, now: () => Date): Api {
  return restApi(
    {
      id: "sendpilot",
      prefixes: ["/sendpilot/v1/", "/sendpilot/api/v1/"],
      scopes: [],
      presentedKey: apiKeyHeader,
      authenticate(headers) {
        const key = keys.valid("sendpilot", apiKeyHeader(headers));
        // One message for a missing and a wrong key (https://docs.sendpilot.ai/api-reference/authentication).
        if (key === undefined) throw new Problem(401, "Invalid API key");
        return key;
      },
      missingScope: () => new Problem(403, "API key does not have permission to access this workspace"),
      errorBody: ({ status, message }) => ({ statusCode: status, message, error: STATUS_CODES[status] ?? "Error" }),
      limits: [],
      routes,
      world: workspaceOn,
    },
    now,
  );
}
