/** Masking of personal data: loaded by whoever needs it, because most profiles show all. */

export { createMask, maskWords } from "./mask.ts";
export { maskAnswer } from "./mask-answer.ts";
