import type { SvgNode } from "../charts/drawing/svg.ts";

/*
 * Elements of the page. What came from elsewhere becomes text and values of attributes, and is never read as markup.
 */

const SVG = "http://www.w3.org/2000/svg";

type Child = Node | string;

/** Makes an element of HTML. Attributes that are undefined are left out. */
export function html<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | undefined>> = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A button that says what it does. */
export function button(label: string, press: () => void, attributes: Readonly<Record<string, string>> = {}) {
  const element = html("button", { type: "button", ...attributes }, [label]);
  element.addEventListener("click", press);
  return element;
}

/** Makes elements of a picture, without the titles in it: they would open a second tooltip beside the page's own. */
export function svgElement({ tag, attributes, children }: SvgNode): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "xmlns") element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (typeof child === "string") element.append(child);
    else if (child.tag !== "title") element.append(svgElement(child));
  }
  return element;
}
