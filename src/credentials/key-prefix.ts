/** A prefix of fewer characters may begin an ordinary word, so a key has to follow it. */
const TELLING = 6;
/** Letters and digits in a row after a short prefix that are too many for a word. */
const LONG_RUN = /^[A-Za-z0-9]{12}/;

/** Whether a word can only be a key, or a part of one, that begins with this prefix, such as "spa_sk_". */
export function beginsAsKey(word: string, prefix: string): boolean {
  if (!/^.{2,}[_-]$/.test(prefix) || !word.startsWith(prefix)) return false;
  return prefix.length >= TELLING || LONG_RUN.test(word.slice(prefix.length));
}
