// What reading clients' configurations and people.json uses of jsonc-parser, once for both.
export { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, visit } from "jsonc-parser";
