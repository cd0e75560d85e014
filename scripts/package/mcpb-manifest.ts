import packageJson from "../../package.json";
import { connectors, defaultConnector } from "../../src/connectors/catalog/index.ts";
import { accessToolName, type Connector, type KeyForm } from "../../src/connectors/schema/connector.ts";
import { USUAL_SETTINGS } from "../../src/credentials/profile.ts";
import { bundleTitle, PRIVACY_FIELD } from "../../src/messages/bundle/form.ts";
import { keyMenu } from "../../src/messages/key.ts";

/** The connectors that a bundle is made for: those that have something to ask. */
export const bundled: readonly Connector[] = connectors.filter(({ endpoints }) => endpoints.length > 0);

/** One field of the form that Claude Desktop shows when the bundle is installed, and the variable that it fills. */
interface Field {
  readonly variable: string;
  readonly option: {
    readonly type: "string" | "boolean";
    readonly title: string;
    readonly description: string;
    readonly sensitive?: true;
    readonly required: boolean;
    /** What is left empty and has no default reaches the program as `${user_config.name}`. */
    readonly default?: string | boolean;
  };
}

/** A bundle's name, which is that of its file: `keyscope` for the default connector. */
export function bundleName({ id }: Connector): string {
  return id === defaultConnector.id ? packageJson.name : `${packageJson.name}-${id}`;
}

/**
 * The manifest of a connector's bundle for Claude Desktop, version 0.3 of
 * https://github.com/anthropics/mcpb/blob/main/MANIFEST.md. `privacy_policies`, which Anthropic's directory asks for,
 * is not there: it is to link the products' own pages.
 */
export function manifest(connector: Connector): object {
  const { id, title, about, endpoints } = connector;
  const fields = fieldsOf(connector);
  return {
    $schema: "https://raw.githubusercontent.com/anthropics/mcpb/main/schemas/mcpb-manifest-v0.3.schema.json",
    manifest_version: "0.3",
    name: bundleName(connector),
    display_name: bundleTitle(connector),
    version: packageJson.version,
    description: `Answers questions about ${about}. Shows the tools that your key permits, and only reads.`,
    long_description: `Keyscope answers questions about ${about}. It finds out what your key may do and shows a tool for each thing that it permits. It only reads, and sends the key to ${title} alone.`,
    author: { name: "The Keyscope authors" },
    license: packageJson.license,
    icon: "icon.png",
    keywords: packageJson.keywords,
    compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: packageJson.engines },
    server: {
      type: "node",
      entry_point: "server/start.cjs",
      mcp_config: {
        command: "node",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Claude Desktop replaces it
        args: ["${__dirname}/server/start.cjs", "serve", id],
        env: Object.fromEntries(fields.map((field) => [field.variable, `\${user_config.${fieldName(field)}}`])),
      },
    },
    tools: [
      ...endpoints.map(({ tool, description }) => ({ name: tool, description })),
      {
        name: accessToolName(connector),
        description: `What the ${title} key may do, and what to do about what it may not.`,
      },
    ],
    // A person's own definitions add to them, and prompts follow the key.
    tools_generated: true,
    prompts_generated: true,
    user_config: Object.fromEntries(fields.map((field) => [fieldName(field), field.option])),
  };
}

/**
 * What the bundle starts. The form has a tick where the program has a word: "true" is `masked`. Anything else leaves the
 * matter undecided, also the placeholder of a form that was never opened.
 */
export function startFile({ environment: { privacy }, personalData }: Connector): string {
  const variable = `process.env[${JSON.stringify(privacy)}]`;
  const translate = `${variable} = ${variable} === "true" ? "masked" : "";\n`;
  return `${personalData === undefined ? "" : translate}require("./keyscope.cjs");\n`;
}

function fieldName({ variable }: Field): string {
  return variable.toLowerCase();
}

function fieldsOf(connector: Connector): Field[] {
  const { address, environment, keyForms, personalData } = connector;
  const fields = keyForms.flatMap((form) => keyFields(form, connector));
  if (address.kind === "own") {
    const description = `For example ${address.example}`;
    const option = { type: "string", title: address.question, description, required: true } as const;
    fields.unshift({ variable: environment.baseUrl, option });
  }
  if (personalData !== undefined) {
    const description = `The answers hold ${personalData.what}. Tick this to have them replaced by stand-ins before the assistant sees them.`;
    const option = {
      type: "boolean",
      title: PRIVACY_FIELD,
      description,
      required: false,
      default: USUAL_SETTINGS.privacy === "masked",
    } as const;
    fields.push({ variable: environment.privacy, option });
  }
  return fields;
}

function keyFields(form: KeyForm, connector: Connector): Field[] {
  const { title, keyForms, keyGuide } = connector;
  const others = keyForms.filter(({ id }) => id !== form.id).map(({ name }) => name);
  const from = `Made in ${keyMenu(connector)}. ${keyGuide.who}`;
  const parts: readonly KeyForm["parts"][number][] = form.parts;
  return parts.map(({ label, variable }) => {
    const option = { type: "string", title: `${title} ${label}`, sensitive: true } as const;
    if (others.length === 0) return { variable, option: { ...option, description: from, required: true } };
    const description = `${from} Leave it empty if you have a ${others.join(" or a ")}.`;
    return { variable, option: { ...option, description, required: false, default: "" } };
  });
}
