// npm run docs [-- --check]: writes what the code knows into README.md, between markers; --check only compares.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argumentNames } from "../src/calls/validate.ts";
import { accessToolName } from "../src/connectors/connector.ts";
import { connectors } from "../src/connectors/index.ts";

const root = join(import.meta.dirname, "..");
const program = join(root, "dist/keyscope.cjs");

/** What stands between `<!-- generated: name -->` and `<!-- end -->` in README.md, by name. */
const parts: Readonly<Record<string, () => string>> = {
  capture: () => terminal("tools --scopes orders,products,inventory"),
  commands: () => terminal("--help"),
  tools: toolTable,
  "mcp.json": () => fenced("json", readFileSync(join(root, "mcp.json.example"), "utf8").trimEnd()),
};

/** A command and what the built program really prints for it. */
function terminal(args: string): string {
  const printed = execFileSync(process.execPath, [program, ...args.split(" ")], {
    encoding: "utf8",
    env: { ...process.env, COLUMNS: "100", NO_COLOR: "1" },
  });
  return fenced("console", `$ keyscope ${args}\n${printed.trimEnd()}`);
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function toolTable(): string {
  const rows = connectors.flatMap((connector) => [
    ...connector.endpoints.map((endpoint) => [
      `\`${endpoint.tool}\``,
      `GET ${endpoint.path}`,
      endpoint.scopes.join(", "),
      argumentNames(endpoint).join(", "),
    ]),
    [`\`${accessToolName(connector)}\``, "what the key may do", "none", ""],
  ]);
  const header = ["tool", "asks", "scope", "arguments, all optional"];
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function generate(readme: string): string {
  return Object.entries(parts).reduce((text, [name, make]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->\n)(?:(?!<!--)[\\s\\S])*(<!-- end -->)`);
    if (!marked.test(text)) throw new Error(`README.md has no place for the generated part "${name}".`);
    return text.replace(marked, (_, before: string, after: string) => `${before}${make()}\n${after}`);
  }, readme);
}

const file = join(root, "README.md");
const before = readFileSync(file, "utf8");
const after = generate(before);
if (before === after) {
  process.stdout.write("README.md is up to date.\n");
} else if (process.argv.includes("--check")) {
  process.stderr.write("README.md is not what the code says. Run `npm run docs` and commit the result.\n");
  process.exitCode = 1;
} else {
  writeFileSync(file, after);
  process.stdout.write("README.md was brought up to date.\n");
}
