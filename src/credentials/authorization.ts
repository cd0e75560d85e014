import type { Authentication } from "../connectors/schema/connector.ts";
import type { Secret } from "./secret.ts";

/** Makes the request headers that carry the key, in the way that its form asks for (`credential.form.authentication`). */
export function authorizationHeaders(authentication: Authentication, secret: Secret): Record<string, string> {
  switch (authentication.kind) {
    case "bearer":
      return { authorization: `Bearer ${secret.reveal()}` };
    case "header": {
      const { name, prefix } = authentication;
      return { [name]: prefix === undefined ? secret.reveal() : `${prefix} ${secret.reveal()}` };
    }
    case "basic": {
      const [user, password = ""] = secret.revealParts();
      return { authorization: `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}` };
    }
    default:
      return authentication satisfies never;
  }
}
