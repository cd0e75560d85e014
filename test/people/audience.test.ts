import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openAudience } from "../../src/commands/serve-http/audience.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { openFakeSession } from "../scopes/fake-session.ts";
import { invented, listOf } from "../scopes/invented.ts";
import { noQuestions } from "../tools/no-questions.ts";

const GROUPS = Array.from({ length: 12 }, (_, at) => `group-${at}`);

/** One set of them for each number. */
function setOf(number: number): string[] {
  return GROUPS.filter((_, at) => (number & (1 << at)) !== 0);
}

it("lets go of what it serves to sets of groups when there are too many, and ends the streams of those", async () => {
  const { session } = openFakeSession(invented({ endpoints: [listOf("books")] }), () => ({ status: 200 }));
  const { path } = await openForTest(temporaryHome());
  const file = join(path, "people.json");
  await writeFile(
    file,
    JSON.stringify({ groups: Object.fromEntries(GROUPS.map((name) => [name, { scopes: ["*"] }])) }),
  );
  let listening = 0;
  const counted = {
    ...session,
    onGrantChanged(listener: () => void) {
      listening += 1;
      const stop = session.onGrantChanged(listener);
      return () => {
        listening -= 1;
        return stop();
      };
    },
  };
  const before: number[] = [];
  const sources = { session: counted, questions: noQuestions, rowsFolder: undefined };
  const audience = await openAudience(
    sources,
    file,
    () => {},
    () => before.push(listening),
  );
  await openForTest(Promise.resolve(audience));
  for (let number = 0; number < 2_500; number += 1) {
    const mcpFor = () => audience.mcpFor({ subject: "sue", client: undefined, claims: { groups: setOf(number) } });
    expect(await mcpFor()).toBe(await mcpFor());
    expect(listening).toBeLessThanOrEqual(1_000);
  }
  expect(before).toEqual([0, 0]);
});
