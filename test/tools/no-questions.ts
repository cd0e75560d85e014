import type { QuestionSources } from "../../src/tools/question-tools.ts";

/** For tests of something else: no engine, so that its tools are not listed. */
export const noQuestions: QuestionSources = {
  open: () => Promise.reject(new Error("there is no engine in this test")),
  whyNone: () => ({ isInstalled: false, reason: "there is none in this test" }),
};
