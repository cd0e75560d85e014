import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { beforeAll, describe, expect, it } from "vitest";
import { connect, generations, type ListedTool } from "../helpers/clients.ts";
import { isForAllRows } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";

/** The design's limits for the tools of the ten endpoints and the access, and for the two that ask all rows. */
const MOST_TOKENS = 2_400;
const MOST_TOKENS_OF_QUESTIONS = 700;

const { sandbox, withKey } = await openPlace();
const lists = new Map<string, readonly ListedTool[]>();

beforeAll(async () => {
  for (const generation of generations) {
    const client = await connect(generation, withKey(sandbox.keys.all));
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

  it("has ten tools in at most 2,400 tokens, and two for questions over all rows in at most 700", () => {
    const tools = lists.get(generations[0]) ?? [];
    const ofQuestions = tools.filter(({ name }) => isForAllRows(name));
    const others = tools.filter((tool) => !ofQuestions.includes(tool));
    expect([others.length, ofQuestions.length]).toEqual([10, 2]);
    const perTool = tools.map((tool) => `${tool.name}: ${countTokens(JSON.stringify(tool))}`).join("\n");
    expect(countTokens(JSON.stringify(others)), perTool).toBeLessThanOrEqual(MOST_TOKENS);
    expect(countTokens(JSON.stringify(ofQuestions)), perTool).toBeLessThanOrEqual(MOST_TOKENS_OF_QUESTIONS);
  });
});
