import type { HostContext } from "./protocol.ts";

let fonts: CSSStyleSheet | undefined;
let shownFonts: string | undefined;

/** Gives the page the host's light or dark, its variables and its fonts. */
export function takeAppearance({ theme, variables, fonts: given }: HostContext): void {
  const root = document.documentElement;
  root.style.colorScheme = theme ?? "light dark";
  for (const [name, value] of Object.entries(variables)) root.style.setProperty(name, value);
  if (given !== undefined && given !== shownFonts) takeFonts(given);
  shownFonts = given;
}

/** Fonts only: an `@import` would bring rules from elsewhere, and is ignored here. Whether one is loaded the policy of the host decides. */
function takeFonts(given: string): void {
  const sheet = new CSSStyleSheet();
  try {
    sheet.replaceSync(given);
  } catch {
    // Some browsers refuse a sheet with an `@import` instead. The page is as readable in a font that is there.
    return;
  }
  const rules = [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule).map(({ cssText }) => cssText);
  fonts ??= new CSSStyleSheet();
  fonts.replaceSync(rules.join(""));
  document.adoptedStyleSheets = [fonts];
}

/** The reader's locale as the host tells it, else as the browser does. */
export function localeOf(locale: string | undefined): string {
  try {
    const [known] = Intl.getCanonicalLocales(locale?.replaceAll("_", "-") ?? navigator.language);
    return known ?? "en";
  } catch {
    return "en";
  }
}

/** The moment as a clock of that zone shows it, in milliseconds as if it showed UTC. */
export function nowIn(timeZone: string | undefined, now = new Date()): number {
  try {
    // Swedes write dates as ISO 8601 does.
    const shown = now.toLocaleString("sv-SE", timeZone === undefined ? {} : { timeZone });
    return Date.parse(`${shown.replace(" ", "T")}Z`);
  } catch {
    return now.getTime();
  }
}
