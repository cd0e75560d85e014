// Stands in for what the MCP SDK brings for checking answers of its client's user (elicitation): 150 kB that every start
// would load. Keyscope asks the client's user nothing, so nothing ever calls it.
import process from "node:process";

export { process };

export class DefaultJsonSchemaValidator {
  getValidator() {
    throw new Error("Keyscope brings no validator for elicitation.");
  }
}
