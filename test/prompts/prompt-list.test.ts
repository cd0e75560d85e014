import { expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { openPromptList } from "../../src/prompts/prompt-list.ts";
import { type FakeApi, openFakeSession } from "../scopes/fake-session.ts";
import { noQuestions } from "../tools/no-questions.ts";

const answers: FakeApi = () => ({ status: 200, body: '{"data": [], "meta": {"timezone": "Pacific/Auckland"}}' });

function openPrompts(options: Parameters<typeof openFakeSession>[2] = {}, whyNone = noQuestions.whyNone) {
  const opened = openFakeSession(setpilot, answers, options);
  let changes = 0;
  const prompts = openPromptList({ session: opened.session, questions: { ...noQuestions, whyNone } }, () => {
    changes += 1;
  });
  return { ...opened, prompts, changes: () => changes, drive: <T>(work: Promise<T>) => opened.clock.drive(work) };
}

it("hides what needs a tool that the person hides, and says how to show it", async () => {
  const { prompts, drive } = openPrompts({
    settings: { choice: { tools: ["setpilot_get_summary", "setpilot_list_inventory", "setpilot_get_top_products"] } },
  });
  expect((await drive(prompts.list())).map(({ name }) => name)).toEqual(["what_to_reorder"]);
  expect(await drive(prompts.get({ name: "weekly_review" }))).toEqual({
    refused: expect.stringMatching(
      /^The prompt weekly_review needs setpilot_get_daily, which is hidden\. You chose to hide setpilot_get_daily .*settings setpilot --tools all/,
    ),
  });
});

it("hides what needs the engine where there is none, and says why", async () => {
  const { prompts, drive } = openPrompts();
  expect((await drive(prompts.list())).map(({ name }) => name)).not.toContain("profit_by_cost_group");
  expect(await drive(prompts.get({ name: "profit_by_cost_group" }))).toEqual({
    refused: expect.stringContaining(
      "needs setpilot_list_tables and setpilot_query, which are hidden. Questions over all rows cannot be asked here: there is none in this test.",
    ),
  });
});

it("tells of a change once, and of none to whoever never asked", async () => {
  let none: ReturnType<typeof noQuestions.whyNone>;
  const { prompts, drive, changes } = openPrompts({}, () => none);
  none = noQuestions.whyNone();
  prompts.noticeChange();
  expect(changes()).toBe(0);
  none = undefined;
  await drive(prompts.list());
  none = noQuestions.whyNone();
  prompts.noticeChange();
  prompts.noticeChange();
  expect(changes()).toBe(1);
  prompts.close();
});

it("counts days by the shop's clock, without asking the API more than the list does", async () => {
  const { prompts, drive, sent } = openPrompts();
  await drive(prompts.list());
  const asked = sent.length;
  const got = await drive(prompts.get({ name: "weekly_review" }));
  expect("text" in got && got.text).toMatch(/Today is 20\d\d-\d\d-\d\d in Setpilot's time zone, Pacific\/Auckland\.$/);
  expect(sent).toHaveLength(asked);
});

it("does without the shop's clock where the API does not answer in time", async () => {
  const { prompts, drive, answerWith } = openPrompts();
  answerWith(() => "never");
  const got = await drive(prompts.get({ name: "weekly_review" }));
  expect("text" in got && got.text).toContain("last week (the whole week before the current one");
});
