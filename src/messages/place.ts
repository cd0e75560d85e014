import type { Connector } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";

/** Whose text it is: texts name the product, its menu path and the command to run. */
export interface Place {
  readonly connector: Connector;
  readonly profile: string;
  /** Where the key in use came from and where it is sent; a new one belongs in the same place. */
  readonly key?: Pick<Credential, "source" | "baseUrl"> | undefined;
}
