import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as z from "zod";
import { installButtons } from "../../scripts/docs/install-buttons.ts";
import { connectors } from "../../src/connectors/catalog/index.ts";

const registered = z
  .object({ packages: z.tuple([z.object({ identifier: z.string(), runtimeHint: z.string() })]) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../server.json"), "utf8"))).packages[0];

/** Where the buttons lead, in their order. */
const links = [...installButtons().matchAll(/\]\((https:[^)]+\?name=[^)]+)\)/g)].map(([, link = ""]) => new URL(link));

const [inCursor, inVscode] = ["cursor.com", "insiders.vscode.dev"].map((host) =>
  links.filter((link) => link.host === host),
);
const useful = connectors.filter(({ endpoints }) => endpoints.length > 0).map(({ id }) => id);

function parameter(link: URL, name: string): string {
  return link.searchParams.get(name) ?? "";
}

it("there is a button for each connector that has something to ask, in both clients", () => {
  expect(inCursor?.map((link) => parameter(link, "name"))).toEqual(useful);
  expect(inVscode?.map((link) => parameter(link, "name"))).toEqual(useful);
  expect(links).toHaveLength(2 * useful.length);
});

it.each(useful)("the buttons of %s hold the command of server.json and no variable", (id) => {
  const command = { command: registered.runtimeHint, args: ["-y", registered.identifier, "serve", id] };
  const [cursor, vscode] = [inCursor, inVscode].map((found) => found?.find((link) => parameter(link, "name") === id));
  if (cursor === undefined || vscode === undefined) throw new Error(`${id} has no buttons.`);
  expect(cursor.pathname).toBe("/en/install-mcp");
  expect(JSON.parse(Buffer.from(parameter(cursor, "config"), "base64").toString("utf8"))).toEqual(command);
  expect(vscode.pathname).toBe("/redirect/mcp/install");
  expect(JSON.parse(parameter(vscode, "config"))).toEqual({ type: "stdio", ...command });
});
