import { expect } from "vitest";

/** Fails on what no text for an assistant may hold, whatever went wrong: a stack, a path of this machine, HTML, or these. */
export function expectPlainWords(
  result: { readonly text: string; readonly isError: boolean },
  never: readonly string[],
) {
  const { text, isError } = result;
  for (const own of [...never, process.cwd()]) expect(text).not.toContain(own);
  expect(text).not.toMatch(/\n\s+at |node_modules|node:internal|\w\.cjs|\/srv\/|undefined|\[object/);
  expect(text).not.toMatch(/<\/?(?:html|body|head|title|center|h1|!doctype|\?xml)/i);
  if (!isError) return;
  // Two or three sentences, and the API's words; never a page.
  expect(text.length).toBeLessThan(900);
  expect(text).toMatch(/\.$/);
  expect(text).not.toContain("\n");
}
