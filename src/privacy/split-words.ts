/** Longer names of fields are none that anybody gave, and looking through them would take long. */
const LONGEST_NAME = 100;

/**
 * Splits a field's name into words, in lower case and the singular, without digits: `billingAddress2` is billing, address.
 * None where the name is no name but data, such as a number.
 */
export function splitWords(name: string): readonly string[] {
  return splitPlainWords(name).map(toSingular);
}

/** The same words as they are, not in the singular. */
export function splitPlainWords(name: string): readonly string[] {
  if (name.length > LONGEST_NAME) return [];
  const parted = withoutAccents(name)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
  return parted.split(/[^\p{L}]+/u).filter((word) => word !== "");
}

/** Writes what many people leave out without it: `Prénom`, `Straße` and `Wysyłka` as prenom, strasse and wysylka. */
export function withoutAccents(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: most names are ASCII, and need no more than this look.
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  const plain = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  return plain.replace(/ß/g, "ss").replace(/ł/g, "l").replace(/Ł/g, "L").replace(/ø/g, "o");
}

export function toSingular(word: string): string {
  if (/(?:ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[^siu]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}
