import type { ExampleKeys } from "../examples.ts";

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
