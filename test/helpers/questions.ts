import type { QuestionSources } from "../../src/tools/question-tools.ts";

/** For tests of something else: no engine, so that its tools are not listed. */
export const noQuestions: QuestionSources = {
  open: () => Promise.reject(new Error("there is no engine in this test")),
  whyNone: () => "there is none in this test",
};

/** The tools beside those of the endpoints, in the order of a list, where the key permits a list. */
export function ownTools(id = "setpilot"): string[] {
  const prefix = id.replaceAll("-", "_");
  return [`${prefix}_list_tables`, `${prefix}_query`, `${prefix}_check_access`];
}

/** How many there are. */
export const OWN_TOOLS = ownTools().length;
