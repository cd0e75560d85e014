/** A field's name as words: "order_processing_costs" → "Order processing costs". */
export function wordsOf(name: string): string {
  const words = name
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .replaceAll("_", " ")
    .trim();
  // Names such as CM1 and SKU are abbreviations.
  return /^(?:[a-z]{1,3}\d|sku)$/i.test(words)
    ? words.toUpperCase()
    : words.replace(/^./u, (first) => first.toUpperCase());
}

/** Several names in a few words: "Revenue, profit and 3 more". */
export function listWords(names: readonly string[]): string {
  const words = names.map((name, at) => (at === 0 ? wordsOf(name) : wordsWithin(name)));
  const shown = words.length > MOST_NAMES ? [...words.slice(0, 2), `${words.length - 2} more`] : words;
  const [last = "", ...before] = shown.toReversed();
  return before.length === 0 ? last : `${before.reverse().join(", ")} and ${last}`;
}

const MOST_NAMES = 3;

/** A name as words inside a sentence: "order processing costs". Abbreviations keep their capitals. */
export function wordsWithin(name: string): string {
  return wordsOf(name).replace(/^\p{Lu}(?![\p{Lu}\d])/u, (first) => first.toLowerCase());
}
