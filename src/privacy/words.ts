/** Longer names of fields are none that anybody gave, and looking through them would take long. */
const LONGEST_NAME = 100;

/**
 * The words of a field's name, in lower case and the singular, without digits: `billingAddress2` is billing, address.
 * None where the name is no name but data, such as a number.
 */
export function wordsOf(name: string): readonly string[] {
  if (name.length > LONGEST_NAME) return [];
  const parted = name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
  return parted
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "")
    .map(singular);
}

function singular(word: string): string {
  if (/(?:ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[^siu]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}
