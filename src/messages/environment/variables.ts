import type { Connector } from "../../connectors/schema/connector.ts";
import { fileVariable } from "../../credentials/environment/secret-file.ts";
import { variablesName } from "../key.ts";

/** The variables that the usual kind of key needs, the address among them where there is no usual one. */
export function usualVariables({ keyForms, environment, address }: Connector): string[] {
  const parts = keyForms[0].parts.map(({ variable }) => variable);
  return address.kind === "own" ? [...parts, environment.baseUrl] : parts;
}

/** Where a key can be without a keychain. Where a server runs for a team, secrets are files. */
export function inVariables(connector: Connector): string {
  const [part] = connector.keyForms[0].parts;
  return `${variablesName(usualVariables(connector))} (or in a file that ${fileVariable(part.variable)} names)`;
}
