import { connectors, defaultConnector } from "../connectors/index.ts";
import { columns, type Output } from "../terminal/output.ts";
import { ExitCode } from "./exit-code.ts";

/** The connectors known, with the scopes of each. */
export function listConnectors(options: { readonly json?: boolean | undefined }, output: Output): ExitCode {
  if (options.json) {
    const list = connectors.map(({ id, title, about, baseUrl, environment, scopes, endpoints }) => ({
      id,
      title,
      about,
      baseUrl,
      environment: environment.key,
      scopes: scopes.map(({ name, grants }) => ({ name, grants })),
      tools: endpoints.length + 1,
    }));
    output.out(JSON.stringify({ connectors: list }, undefined, 2));
    return ExitCode.done;
  }
  for (const connector of connectors) {
    const isDefault = connector === defaultConnector ? " (the default)" : "";
    output.out(`${output.paint("bold", connector.id)}${isDefault}: ${connector.title}, ${connector.about}`);
    output.out(columns(connector.scopes.map(({ name, grants }) => [`  ${name}`, grants])));
  }
  return ExitCode.done;
}
