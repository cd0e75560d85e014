// What a start over stdio loads, in one file, and in it what serving over HTTP takes of the SDK, which is on disk only once so.
export {
  CLIENT_CAPABILITIES_META_KEY,
  createMcpHandler,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server,
} from "@modelcontextprotocol/server";
export { serve } from "../src/commands/serve.ts";
