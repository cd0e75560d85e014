import { isNode, member } from "./tree.ts";

/** Why the document is none that can be read, with the remedy; undefined if it is OpenAPI 3. */
export function versionFailure(document: unknown): string | undefined {
  if (!isNode(document))
    return "This is not an OpenAPI document: it is not an object. Give the document that the API's maker publishes.";
  if (Object.hasOwn(document, "swagger")) {
    return "This document is Swagger 2.0, and OpenAPI 3.0 or later is needed. Convert it, for example with `npx swagger2openapi FILE --outfile openapi.json` or at https://converter.swagger.io, and add the result.";
  }
  const version = member(document, "openapi");
  if (version === undefined)
    return 'This is not an OpenAPI document: it has no member "openapi". Give the document that the API\'s maker publishes.';
  // YAML reads an unquoted 3.1 as a number.
  if (/^3\.[012](?:\.|$)/.test(String(version).slice(0, 20))) return undefined;
  return "This OpenAPI document is of a version that Keyscope does not know; it reads 3.0, 3.1 and 3.2. Give the document in one of these.";
}
