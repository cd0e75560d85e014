/** Masking of personal data: loaded by whoever needs it, because most profiles show all. */
export { maskAnswer } from "./answer.ts";
export { createMask, maskWords } from "./mask.ts";
