const levels = ["error", "warn", "info", "debug"] as const;

export type LogLevel = (typeof levels)[number];

export type Log = (level: LogLevel, message: string) => void;

/**
 * Logs to standard error, one line each; standard output belongs to the protocol. `setting` is KEYSCOPE_LOG_LEVEL
 * (default `warn`, which an unknown name also means). `clean` sees every line before it is written.
 */
export function createLog(setting: string | undefined, clean: (line: string) => string): Log {
  const name = setting?.trim().toLowerCase();
  const threshold = levels.indexOf(levels.find((level) => level === name) ?? "warn");
  return (level, message) => {
    if (levels.indexOf(level) > threshold) return;
    const line = clean(message).replace(/\s*\n\s*/g, " | ");
    process.stderr.write(`${new Date().toISOString()} ${level} ${line}\n`);
  };
}
