/** Decodes what an address has percent-encoded. A password that holds a percent sign is often written as it is, and stays so. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
