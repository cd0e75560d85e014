import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import packageJson from "../../package.json";
import { installButtons } from "../../scripts/docs/install-buttons.ts";
import { serverJson } from "../../scripts/package/server-json.ts";
import { connectors, defaultConnector } from "../../src/connectors/catalog/index.ts";
import { PROGRAM } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";

/**
 * What https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json says of the members that Keyscope's entry
 * has, in words of our own, and stricter: the registry's schema lets unknown members pass.
 */
const version = z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
const input = {
  description: z.string().min(1),
  isRequired: z.boolean().optional(),
  isSecret: z.boolean().optional(),
  default: z.string().optional(),
  placeholder: z.string().optional(),
  choices: z.array(z.string()).optional(),
};
const positional = z.union([
  z.strictObject({ type: z.literal("positional"), value: z.string() }),
  z.strictObject({ type: z.literal("positional"), valueHint: z.string(), ...input }),
]);
const entry = z.strictObject({
  $schema: z.literal("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"),
  name: z
    .string()
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version,
  packages: z.array(
    z.strictObject({
      registryType: z.literal("npm"),
      identifier: z.string(),
      version,
      runtimeHint: z.literal("npx"),
      transport: z.strictObject({ type: z.literal("stdio") }),
      packageArguments: z.array(positional),
      environmentVariables: z.array(z.strictObject({ name: z.string().regex(/^[A-Z][A-Z0-9_]+$/), ...input })),
    }),
  ),
});

const root = join(import.meta.dirname, "../..");
/** As it is once npm has the package. */
const server = entry.parse(JSON.parse(serverJson(true)));
const [npm] = server.packages;

describe("server.json", () => {
  it("is what the code says", () => {
    expect(readFileSync(join(root, "server.json"), "utf8")).toBe(serverJson());
  });

  it("names the package that claims it, in its version", () => {
    expect(server.name).toBe(packageJson.mcpName);
    expect(server.name).toMatch(/^io\.github\.[\w-]+\/keyscope$/);
    expect(npm?.identifier).toBe(packageJson.name);
    expect([server.version, npm?.version]).toEqual([packageJson.version, packageJson.version]);
  });

  it("has every variable of every connector, the keys as secrets and nothing else", () => {
    const variables = npm?.environmentVariables ?? [];
    const secret = variables.filter(({ isSecret }) => isSecret === true).map(({ name }) => name);
    const keys = connectors.flatMap(({ keyForms }) =>
      keyForms.flatMap(({ parts }) => [...parts].map(({ variable }) => variable)),
    );
    expect(secret).toEqual(keys);
    const names = variables.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(connectors.map(({ environment }) => environment.baseUrl)));
    expect(variables.filter(({ isRequired }) => isRequired === true)).toEqual([]);
  });

  it.each(connectors.map(({ id }) => id))("starts a server of %s with its arguments", async (id) => {
    const args = (npm?.packageArguments ?? []).map((argument) => {
      if ("value" in argument) return argument.value;
      expect(argument.default).toBe(defaultConnector.id);
      expect(argument.choices).toContain(id);
      return id;
    });
    // With its input closed a server that understands its arguments ends quietly.
    const ended = await runCommand(args, { env: { PATH: process.env["PATH"] ?? "" } });
    expect(ended).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    expect(PROGRAM).toContain(packageJson.bin.keyscope);
  });
});

/** Where the buttons lead, in their order. */
const links = [...installButtons(true).matchAll(/\]\((https:[^)]+\?name=[^)]+)\)/g)].map(
  ([, link = ""]) => new URL(link),
);

const [inCursor, inVscode] = ["cursor.com", "insiders.vscode.dev"].map((host) =>
  links.filter((link) => link.host === host),
);
const useful = connectors.filter(({ endpoints }) => endpoints.length > 0).map(({ id }) => id);

function parameter(link: URL, name: string): string {
  return link.searchParams.get(name) ?? "";
}

describe("the buttons of README.md", () => {
  it("there is a button for each connector that has something to ask, in both clients", () => {
    expect(inCursor?.map((link) => parameter(link, "name"))).toEqual(useful);
    expect(inVscode?.map((link) => parameter(link, "name"))).toEqual(useful);
    expect(links).toHaveLength(2 * useful.length);
  });

  it.each(useful)("the buttons of %s hold the command of server.json and no variable", (id) => {
    const command = { command: npm?.runtimeHint, args: ["-y", npm?.identifier, "serve", id] };
    const [cursor, vscode] = [inCursor, inVscode].map((found) => found?.find((link) => parameter(link, "name") === id));
    if (cursor === undefined || vscode === undefined) throw new Error(`${id} has no buttons.`);
    expect(cursor.pathname).toBe("/en/install-mcp");
    expect(JSON.parse(Buffer.from(parameter(cursor, "config"), "base64").toString("utf8"))).toEqual(command);
    expect(vscode.pathname).toBe("/redirect/mcp/install");
    expect(JSON.parse(parameter(vscode, "config"))).toEqual({ type: "stdio", ...command });
  });
});

it("mcp.json.example is what clients read, starts servers that exist, and holds no secret", () => {
  const server = z.strictObject({
    command: z.literal("keyscope"),
    args: z.array(z.string()),
    env: z.record(z.string(), z.string().regex(/^\$\{\w+\}$/)).optional(),
  });
  const example = z
    .strictObject({ mcpServers: z.record(z.string(), server) })
    .parse(JSON.parse(readFileSync(join(root, "mcp.json.example"), "utf8")));
  const servers = Object.values(example.mcpServers);
  expect(servers.length).toBeGreaterThanOrEqual(3);
  for (const { args } of servers) {
    // With its input closed a server that understands its arguments ends quietly.
    expect(execFileSync(process.execPath, [PROGRAM, ...args], { input: "", encoding: "utf8" })).toBe("");
  }
});
