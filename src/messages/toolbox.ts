/**
 * What a toolbox says beside results. Most starts end before there is anything to say, so the sentences are loaded with
 * the first (scripts/build.mjs).
 */
export { describeAccess, describeListChange } from "./access.ts";
export { explain } from "./explain.ts";
