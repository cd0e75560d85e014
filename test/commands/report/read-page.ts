/*
 * A page of a review as a reader has it, told by its markup. Nothing here knows how it was made.
 */

/** What is in the section under this heading. */
export function sectionOf(page: string, heading: string): string {
  const found = page.split("<section ").find((section) => textOf(section).includes(heading));
  if (found === undefined) throw new Error(`There is no section "${heading}".`);
  return found.split("</section>")[0] ?? "";
}

/** The cells of its table, row by row, the header first. */
export function rowsOf(section: string): string[][] {
  const rows = section.match(/<tr>.*?<\/tr>/gs) ?? [];
  return rows.map((row) => (row.match(/<t[hd][ >].*?<\/t[hd]>/gs) ?? []).map(textOf));
}

export function textOf(markup: string): string {
  return markup
    .replace(/^[^<>]*>/, "")
    .replace(/<[^<>]*>/g, " ")
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ENTITIES[name] ?? "")
    .replace(/\s+/g, " ")
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&" };

/** What a browser would take for markup that no page of ours has. */
export function strangeMarkup(page: string): string[] {
  const body = page.replace(/^<!doctype html>\n/, "").replace(/<style>[^<>&]*<\/style>/, "");
  const known =
    /<\/?(?:html|head|body|meta|title|header|main|footer|section|h1|h2|p|ul|li|dl|dt|dd|div|figure|figcaption|table|caption|thead|tbody|tr|th|td|details|summary|code|strong|svg|g|path|line|rect|circle|text)(?: (?!on)[a-zA-Z0-9-]+="[^"<>]*")*\/?>/g;
  return body.replace(known, "").match(/[<>].{0,40}/g) ?? [];
}

/** What would be loaded, run or followed. Words that say so in a text are none. */
export function reachesOut(page: string): string[] {
  const tags = page.match(/<[^<>]+>/g) ?? [];
  const found = tags.filter((tag) =>
    /^<(?:script|link|img|iframe|a|form|object|embed|base)\b|\s(?:src|href|action|on\w+)=/i.test(tag),
  );
  return [...found, ...(page.match(/<style>[^<]*(?:url\(|@import)/gi) ?? [])];
}
