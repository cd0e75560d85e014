/** A word as a person types it: in quotes where a shell would take it apart. The quotes serve cmd, PowerShell and POSIX shells. */
export function quoteForShell(text: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === "win32") return /^[\w./\\:+@-]+$/.test(text) ? text : `"${text}"`;
  return /^[\w./:+@-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, "\\$&")}"`;
}
