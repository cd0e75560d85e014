import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { beforeAll, describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { accessToolName } from "../../src/connectors/schema/connector.ts";
import { startSandbox } from "../../src/sandbox/index.ts";
import { exactGrant, shownEndpoints } from "../../src/scopes/grant.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, type ListedTool, temporaryHome } from "../helpers/clients.ts";

/** The design's limit for the list of all ten tools. */
const MOST_TOKENS = 2_400;

const sandbox = await openForFile(startSandbox());
const home = await openForFile(temporaryHome());
const lists = new Map<string, readonly ListedTool[]>();

beforeAll(async () => {
  const key = { SETPILOT_API_KEY: sandbox.keys.all, SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
  for (const generation of generations) {
    const client = await connect(generation, clientEnvironment(home.path, key));
    lists.set(generation, await client.tools());
    await client.close();
  }
});

describe("the list of Setpilot's tools", () => {
  // A change here is a change for every assistant: look at it, then run vitest with -u.
  it("is the committed one", async () => {
    const text = `${JSON.stringify(lists.get(generations[0]), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot("setpilot.tools.json");
  });

  it.each(generations)("is the same for %s", (generation) => {
    expect(lists.get(generation)).toEqual(lists.get(generations[0]));
  });

  it("has ten tools, in at most 2,400 tokens", () => {
    const tools = lists.get(generations[0]) ?? [];
    expect(tools).toHaveLength(10);
    const tokens = countTokens(JSON.stringify(tools));
    const perTool = tools.map((tool) => `${tool.name}: ${countTokens(JSON.stringify(tool))}`).join("\n");
    expect(tokens, perTool).toBeLessThanOrEqual(MOST_TOKENS);
  });

  it("has for each set of scopes the committed names", async () => {
    const scopes = setpilot.scopes.map(({ name }) => name);
    const sets = Array.from({ length: 2 ** scopes.length }, (_, bits) => scopes.filter((_, at) => bits & (1 << at)));
    const text = sets.map((held) => {
      const names = shownEndpoints(setpilot, exactGrant(setpilot, held)).map(({ tool }) => tool);
      return [held.join(", ") || "no scope", ...[...names, accessToolName(setpilot)].map((name) => `  ${name}`)].join(
        "\n",
      );
    });
    expect(text).toHaveLength(16);
    await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("setpilot.names.txt");
  });
});
