import type { IncomingHttpHeaders } from "node:http";

/** The key of `Authorization: Bearer <key>`. */
export function bearerKey(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

/** The key of `X-API-Key: <key>`. */
export function apiKeyHeader(headers: IncomingHttpHeaders): string | undefined {
  const value = headers["x-api-key"];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** User name and password of `Authorization: Basic …`. */
export function basicParts(headers: IncomingHttpHeaders): readonly [string, string] | undefined {
  const encoded = /^Basic +([\w+/]+=*)$/i.exec(headers.authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}
