import type { IncomingHttpHeaders } from "node:http";

/** A key as a request brings it: one text, or a consumer key and its secret. */
export type PresentedKey = readonly [text: string, secret?: string];

/** Reads the key of `Authorization: Bearer <key>`. */
export function bearerKey(headers: IncomingHttpHeaders): PresentedKey | undefined {
  const key = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  return key === undefined ? undefined : [key];
}

/** Reads the key of `X-API-Key: <key>`. */
export function apiKeyHeader(headers: IncomingHttpHeaders): PresentedKey | undefined {
  const value = headers["x-api-key"];
  return typeof value === "string" && value !== "" ? [value] : undefined;
}

/** Reads user name and password of `Authorization: Basic …`. */
export function basicKey(headers: IncomingHttpHeaders): PresentedKey | undefined {
  const encoded = /^Basic +([\w+/]+=*)$/i.exec(headers.authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}
