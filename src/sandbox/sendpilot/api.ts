/**
 * SendPilot's API as https://docs.sendpilot.ai describes it: `X-API-Key`, one workspace for a key and no scopes, and
 * two styles: camelCase with `data` and `meta` for campaigns, or with `leads` and `pagination`; snake_case for the lead
 * database and the lead extractor. Both base paths answer, because the documents disagree. No rate limit is documented,
 * so there is none. THE SANDBOX'S INVENTION, as the documents are silent: the bodies of both `results`, the statuses of
 * an unknown parameter's value (400) and of a method that is not there (405), and the ids, which are easy to type.
 */
import { STATUS_CODES } from "node:http";
import { perDay, utcDay } from "../data/calendar.ts";
import { ApiFailure } from "../server/api.ts";
import { apiKeyHeader } from "../server/authentication.ts";
import type { ExampleKeys } from "../server/keys.ts";
import { restApi } from "../server/rest-api.ts";
import { routes } from "./answers.ts";
import { buildWorkspace } from "./workspace.ts";

/** A key of SendPilot has no scopes: it reaches everything of its one workspace. */
export const sendpilotKeys = {
  all: { parts: ["sp_live_sandbox_workspace_7f3a"], about: "everything of its workspace", scopes: [] },
  denied: {
    parts: ["sp_live_sandbox_other_workspace_d41b"],
    about: "of another workspace: always 403",
    scopes: [],
    fault: { kind: "status", status: 403, message: "API key does not have permission to access this workspace" },
  },
  revoked: { parts: ["sp_live_sandbox_revoked_40d6"], about: "revoked: always 401", scopes: [], revoked: true },
  limited: {
    parts: ["sp_live_sandbox_limited_95c2"],
    about: "over a limit: always 429",
    scopes: [],
    fault: { kind: "status", status: 429, message: "Too many requests", retryAfter: 34 },
  },
} as const satisfies ExampleKeys;

const workspaceOn = perDay(buildWorkspace);

export const sendpilotApi = restApi({
  id: "sendpilot",
  prefixes: ["/sendpilot/v1/", "/sendpilot/api/v1/"],
  scopes: [],
  // One message for a missing and a wrong key (https://docs.sendpilot.ai/api-reference/authentication).
  presentedKey: apiKeyHeader,
  unauthorized: () => new ApiFailure(401, "Invalid API key"),
  missingScope: () => new ApiFailure(403, "API key does not have permission to access this workspace"),
  errorBody: ({ status, message }) => ({ statusCode: status, message, error: STATUS_CODES[status] ?? "Error" }),
  limits: [],
  routes,
  store: (now) => workspaceOn(utcDay(now)),
});
