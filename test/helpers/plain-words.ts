import { expect } from "vitest";
import { COMMAND } from "./clients.ts";

/**
 * Fails on what no text for an assistant may hold, whatever went wrong: a stack, a path of this machine, HTML, or these. The one
 * path that may be told is that of the program, in a command that a person is to type.
 */
export function expectPlainWords(
  result: { readonly text: string; readonly isError: boolean },
  never: readonly string[],
) {
  const { isError } = result;
  const text = result.text.replaceAll(`${COMMAND} `, "keyscope ");
  for (const own of [...never, process.cwd()]) expect(text).not.toContain(own);
  expect(text).not.toMatch(/\n\s+at |node_modules|node:internal|\w\.cjs|\/srv\/|undefined|\[object/);
  expect(text).not.toMatch(/<\/?(?:html|body|head|title|center|h1|!doctype|\?xml)/i);
  if (!isError) return;
  // Two or three sentences, and the API's words; never a page.
  expect(text.length).toBeLessThan(900);
  expect(text).toMatch(/\.$/);
  expect(text).not.toContain("\n");
}
