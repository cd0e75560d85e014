// npm run docs [-- --check]: writes what the code knows into README.md, between markers, and into the files that are
// generated whole; --check only compares.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { connectors, defaultConnector } from "../../src/connectors/catalog/index.ts";
import { accessToolName } from "../../src/connectors/schema/connector.ts";
import { argumentNames } from "../../src/requests/arguments.ts";
import { IS_PUBLISHED } from "../../src/utils/version.ts";
import { serverJson } from "../package/server-json.ts";
import { connectPages } from "./connect-pages.ts";
import { connectorPage } from "./connector-page.ts";
import { connectorSchema } from "./connector-schema.ts";
import { failuresPage } from "./failures-page.ts";
import { installButtons } from "./install-buttons.ts";
import { fenced, table } from "./markdown.ts";

const root = join(import.meta.dirname, "../..");
const program = join(root, "dist/keyscope.cjs");

/** What stands between `<!-- generated: name -->` and `<!-- end -->` in README.md, by name. */
const parts: Readonly<Record<string, () => string>> = {
  "how to get it": howToGetIt,
  capture: () => terminal("tools --scopes orders,products,inventory"),
  commands: () => terminal("--help"),
  connectors: connectorTable,
  buttons: installButtons,
  tools: toolTable,
  "mcp.json": () => fenced("json", readFileSync(join(root, "mcp.json.example"), "utf8").trimEnd()),
};

/** The first step for a person. */
function howToGetIt(): string {
  return IS_PUBLISHED
    ? "1. **Get it** with `npm install --global keyscope`, which puts `keyscope` on your PATH."
    : "1. **Get it.** It is not on npm yet. In a checkout, `npm ci && npm run build && npm link` puts `keyscope` on your PATH.\n   Where `npm link` ends with EACCES, type `node dist/keyscope.cjs` in the checkout wherever this page says `keyscope`.";
}

/** A command and what the built program really prints for it. */
function terminal(args: string): string {
  const printed = execFileSync(process.execPath, [program, ...args.split(" ")], {
    encoding: "utf8",
    env: { ...process.env, COLUMNS: "100", NO_COLOR: "1" },
  });
  return fenced("console", `$ keyscope ${args}\n${printed.trimEnd()}`);
}

function connectorTable(): string {
  return table(
    ["connector", "answers questions about", "tools", "key from", "variables"],
    connectors.map(({ id, title, about, endpoints, keyGuide, keyForms }) => [
      `[\`${id}\`](docs/connectors/${id}.md)`,
      about,
      `${endpoints.length + 1}`,
      `${title}: ${keyGuide.menu}`,
      keyForms.map(({ parts }) => parts.map(({ variable }) => `\`${variable}\``).join(" with ")).join(", or "),
    ]),
  );
}

/** The tools of the default connector; the others have their pages. */
function toolTable(): string {
  const { endpoints } = defaultConnector;
  return table(
    ["tool", "asks", "scope", "arguments, all optional"],
    [
      ...endpoints.map((endpoint) => [
        `\`${endpoint.tool}\``,
        `GET ${endpoint.path}`,
        endpoint.scopes.join(", "),
        argumentNames(endpoint).join(", "),
      ]),
      [`\`${accessToolName(defaultConnector)}\``, "what the key may do", "none", ""],
    ],
  );
}

function generate(readme: string): string {
  return Object.entries(parts).reduce((text, [name, make]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->\n)(?:(?!<!--)[\\s\\S])*(<!-- end -->)`);
    if (!marked.test(text)) throw new Error(`README.md has no place for the generated part "${name}".`);
    const part = make();
    return text.replace(
      marked,
      (_, before: string, after: string) => `${before}${part}${part === "" ? "" : "\n"}${after}`,
    );
  }, readme);
}

/** What every generated file must hold, by its path below the project. */
const wanted = new Map<string, string>([
  ["README.md", generate(readFileSync(join(root, "README.md"), "utf8"))],
  ...connectors.map((connector) => [`docs/connectors/${connector.id}.md`, connectorPage(connector)] as const),
  ...connectPages().map(([file, text]) => [`docs/connect/${file}`, text] as const),
  ["docs/when-something-is-wrong.md", failuresPage()],
  ["connector.schema.json", connectorSchema()],
  ["server.json", serverJson()],
]);

for (const [path, text] of wanted) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (process.argv.includes("--check")) {
    process.stderr.write(`${path} is not what the code says. Run \`npm run docs\` and commit the result.\n`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path} was brought up to date.\n`);
  }
}
if (process.exitCode === undefined) process.stdout.write(`${wanted.size} generated files are up to date.\n`);
