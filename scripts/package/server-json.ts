import packageJson from "../../package.json";
import type { ServerCommand } from "../../src/clients/client.ts";
import { connectors, defaultConnector } from "../../src/connectors/catalog/index.ts";
import type { Connector, KeyForm } from "../../src/connectors/schema/connector.ts";
import { keyMenu } from "../../src/messages/key.ts";
import { IS_PUBLISHED } from "../../src/utils/version.ts";

const { name, version, mcpName } = packageJson;

/** What npx is given to serve a connector: npm's package, then what stands after its name. */
export function npxCommand({ id }: Connector): ServerCommand {
  return { command: "npx", args: ["-y", name, ...serveArguments(id)] };
}

function serveArguments(connector: string): [string, string] {
  return ["serve", connector];
}

/**
 * server.json, Keyscope's entry in the MCP registry, in the form of
 * https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json. The registry takes it only under the name that
 * package.json has as `mcpName`. No variable is required: the key's usual place is the keychain. While npm does not have the
 * package, the entry names none, so that nobody is led to what another may put there.
 */
export function serverJson(isPublished = IS_PUBLISHED): string {
  const entry = {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: mcpName,
    title: "Keyscope",
    description: "Shows an assistant the tools that your API key permits. The key stays in the keychain.",
    version,
    ...(isPublished && { packages: [npmPackage()] }),
  };
  return `${JSON.stringify(entry, undefined, 2)}\n`;
}

function npmPackage(): object {
  const [command] = serveArguments(defaultConnector.id);
  return {
    registryType: "npm",
    identifier: name,
    version,
    runtimeHint: "npx",
    transport: { type: "stdio" },
    packageArguments: [
      { type: "positional", value: command },
      {
        type: "positional",
        valueHint: "connector",
        description: "The product that the assistant is to answer questions about",
        default: defaultConnector.id,
        choices: connectors.map(({ id }) => id),
      },
    ],
    environmentVariables: connectors.flatMap(variablesOf),
  };
}

function variablesOf(connector: Connector): object[] {
  const { id, title, address, environment, keyForms, personalData } = connector;
  const keys = keyForms.flatMap(({ parts }) => parts satisfies readonly KeyForm["parts"][number][]);
  const variables = keys.map(({ label, variable }) => ({
    name: variable,
    description: `${title}: ${label}, made in ${keyMenu(connector)}. Not needed after \`npx ${name} login ${id}\`, which stores it in the keychain.`,
    isSecret: true,
  }));
  const baseUrl =
    address.kind === "own"
      ? { description: `${title}: ${address.question}, where the key is given here`, placeholder: address.example }
      : { description: `${title}: another address of the API, where the key is given here`, placeholder: address.url };
  const hides = `${title}: "masked" hides personal data from the assistant`;
  const privacy = { name: environment.privacy, description: hides, choices: ["shown", "masked"] };
  return [...variables, { name: environment.baseUrl, ...baseUrl }, ...(personalData === undefined ? [] : [privacy])];
}
