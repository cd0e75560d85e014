/*
 * A picture as a tree of elements. It becomes a text here, and elements of a page where there is one: nothing that came
 * from elsewhere is ever read as markup.
 */

export interface SvgNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (SvgNode | string)[];
}

export function svg(
  tag: string,
  attributes: SvgNode["attributes"] = {},
  children: readonly (SvgNode | string)[] = [],
): SvgNode {
  return { tag, attributes, children };
}

/** Writes a picture as a file has it. Characters that XML cannot hold are left out. */
export function toMarkup({ tag, attributes, children }: SvgNode): string {
  const shown = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeXml(shorten(value))}"`);
  const inside = children.map((child) => (typeof child === "string" ? escapeXml(child) : toMarkup(child)));
  return inside.length === 0 ? `<${tag}${shown.join("")}/>` : `<${tag}${shown.join("")}>${inside.join("")}</${tag}>`;
}

/** A tenth of a pixel is more than anybody sees. */
function shorten(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]|[\ufffe\uffff]/gu, "")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
