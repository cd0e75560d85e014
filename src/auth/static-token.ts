import { isSameSecret } from "../credentials/same-secret.ts";
import { Secret } from "../credentials/secret.ts";
import { type Authenticator, bearerToken, type Principal } from "./authenticator.ts";

/** Whoever has the token is the person whose server it is. */
const LOCAL: Principal = { subject: "local", client: undefined, claims: {} };

/** Lets everybody in who has this token. */
export function createStaticToken(expected: Secret): Authenticator {
  return {
    async authenticate(authorization) {
      const token = bearerToken(authorization);
      if (token === undefined) return { ok: false, failure: { kind: "no-token" } };
      if (isSameSecret(new Secret(token), expected)) return { ok: true, principal: LOCAL };
      return { ok: false, failure: { kind: "bad-token", reason: "wrong" } };
    },
  };
}
