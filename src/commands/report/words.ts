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
