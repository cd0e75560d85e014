/**
 * What asks the API: finding out a key's scopes, and calls. A start that knows the key of before asks nothing, so this is
 * loaded at the first request (scripts/build.mjs), with the reading and writing of results that only it needs.
 */
export { runCall } from "../requests/run.ts";
export { discover } from "./discover.ts";
