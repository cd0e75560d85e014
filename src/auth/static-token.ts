import { Secret } from "../credentials/secret.ts";
import { type Authenticator, bearerToken, type Principal } from "./authenticator.ts";

/** Whoever has the token is the person whose server it is. */
const LOCAL: Principal = { subject: "local", client: undefined, claims: {} };

/**
 * Lets everybody in who has the token.
 * @param isRight compares in a time that tells nothing of it
 */
export function createStaticToken(isRight: (token: Secret) => boolean): Authenticator {
  return {
    async authenticate(authorization) {
      const token = bearerToken(authorization);
      if (token === undefined) return { ok: false, failure: { kind: "no-token" } };
      if (isRight(new Secret(token))) return { ok: true, principal: LOCAL };
      return { ok: false, failure: { kind: "wrong" } };
    },
  };
}
