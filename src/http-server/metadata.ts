import type { IncomingMessage, ServerResponse } from "node:http";
import { METADATA_PATH, type ProtectedResource } from "../auth/authenticator.ts";
import { wrongMethod } from "../messages/over-http/refusals.ts";
import { refuse, reply } from "./reply.ts";

/** A client in a browser asks first, because of the header that it sends along. */
const PREFLIGHT = {
  "access-control-allow-methods": "GET",
  "access-control-allow-headers": "mcp-protocol-version",
  "access-control-max-age": "86400",
} as const;

/** Whether a path is that of the metadata: the well-known one, with that of the resource behind it or without. */
export function isMetadataPath(path: string, resource: ProtectedResource | undefined): resource is ProtectedResource {
  return resource !== undefined && (path === METADATA_PATH || path === resource.metadataUrl.pathname);
}

/** Tells whoever asks who gives the tokens for this server (RFC 9728, section 3.2). */
export function replyMetadata(request: IncomingMessage, response: ServerResponse, resource: ProtectedResource): void {
  // Pages of any origin may read it: clients in browsers do, and it is public. Nothing else here lets them.
  response.setHeader("access-control-allow-origin", "*");
  if (request.method === "OPTIONS") response.writeHead(204, PREFLIGHT).end();
  else if (request.method === "GET") reply(response, 200, resource.metadata);
  else refuse(response, wrongMethod("GET, OPTIONS"), false);
}
