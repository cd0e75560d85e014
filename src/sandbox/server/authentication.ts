import type { IncomingHttpHeaders } from "node:http";
import { ApiFailure } from "./api.ts";
import type { ValidKey } from "./keys.ts";

/** Looks a key up among the good ones of an API. */
export type FindKey = (text: string | undefined) => ValidKey | undefined;

/** Reads the key of `Authorization: Bearer <key>`. */
export function bearerKey(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

/** Reads the key of `X-API-Key: <key>`. */
export function apiKeyHeader(headers: IncomingHttpHeaders): string | undefined {
  const value = headers["x-api-key"];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads user name and password of `Authorization: Basic …`. */
export function basicParts(headers: IncomingHttpHeaders): readonly [string, string] | undefined {
  const encoded = /^Basic +([\w+/]+=*)$/i.exec(headers.authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

/** Makes the usual authentication: one key in one header, and one message for a missing and a wrong one. */
export function oneKey(presentedKey: typeof bearerKey, message: string) {
  return {
    presentedKey,
    authenticate(headers: IncomingHttpHeaders, find: FindKey): ValidKey {
      const key = find(presentedKey(headers));
      if (key === undefined) throw new ApiFailure(401, message);
      return key;
    },
  };
}
