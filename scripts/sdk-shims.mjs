// Stands in for what the MCP SDK brings for checking values by JSON Schema: 150 kB that every start of a server or client
// would load. The server would check answers of its client's user (elicitation), whom Keyscope asks nothing; the client a
// tool's structured output, which Keyscope does not read. So any value will do.
import process from "node:process";

export { process };

export class DefaultJsonSchemaValidator {
  getValidator() {
    return (/** @type {unknown} */ data) => ({ valid: true, data, errorMessage: undefined });
  }
}

/** That browsers hide errors of the network. */
export const CORS_IS_POSSIBLE = false;
