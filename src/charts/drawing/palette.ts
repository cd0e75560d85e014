/*
 * Colours of lines and bars. People with any kind of colour blindness can tell each from the others (at least 0.14 apart
 * in OKLab as Machado's matrices show them), and each has a contrast of 3:1 to what is behind it, as WCAG 1.4.11 asks.
 */

/** On white and nearly white. A picture that stands alone has these. */
export const ON_LIGHT = ["#0954c7", "#c57c00", "#069da0", "#7c4370", "#342248", "#b80404"] as const;

/** On black and nearly black. */
export const ON_DARK = ["#32d7ff", "#f0b802", "#62ab97", "#925cab", "#eceeb9", "#c64706"] as const;

/**
 * The attributes by which a part of a picture has the colour of its series: its shapes say `currentColor`, and a page
 * that is dark sets another `color` for the class.
 */
export function seriesColour(index: number): { readonly class: string; readonly color: string } {
  const at = index % ON_LIGHT.length;
  return { class: `series-${at}`, color: ON_LIGHT[at] ?? ON_LIGHT[0] };
}

/** The rules of a page that is light or dark, as its `color-scheme` says. */
export function seriesRules(): string {
  return ON_LIGHT.map((light, at) => `.series-${at}{color:light-dark(${light},${ON_DARK[at]})}`).join("");
}
