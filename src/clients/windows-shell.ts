/**
 * Writes a command for `cmd /d /s /c`, which is to get it as it is, without quotes of Node.js's own. With /s cmd takes
 * away the first quote and the last and nothing else, so that a folder such as `Program Files (x86)` stays one word
 * (`cmd /?`). Words of another program end as the C library reads them: a backslash before a quote is doubled.
 */
export function cmdLine(program: string, args: readonly string[]): string {
  return `"${[program, ...args].map(quoted).join(" ")}"`;
}

function quoted(word: string): string {
  if (/^[\w./\\:+@~-]+$/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1""').replace(/\\+$/, "$&$&")}"`;
}
