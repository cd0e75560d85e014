const levels = ["error", "warn", "info", "debug"] as const;

export type LogLevel = (typeof levels)[number];

export type Log = (level: LogLevel, message: string) => void;

/**
 * Logs to standard error, one line each; standard output belongs to the protocol. `setting` is KEYSCOPE_LOG_LEVEL
 * (default `warn`, which an unknown name also means). `clean` sees every line before it is written.
 */
export function createLog(setting: string | undefined, clean: (line: string) => string): Log {
  const name = setting?.trim().toLowerCase() ?? "";
  const known = levels.find((level) => level === name);
  const threshold = levels.indexOf(known ?? "warn");
  const log: Log = (level, message) => {
    if (levels.indexOf(level) > threshold) return;
    // An error's message may hold anything, and a log is read in a terminal. Cleaned last: a key in pieces is whole then.
    const line = clean(message.replace(/\s*\n\s*/g, " | ").replace(/[\p{Cc}\p{Cf}]/gu, ""));
    process.stderr.write(`${new Date().toISOString()} ${level} ${line}\n`);
  };
  if (known === undefined && name !== "") {
    log("warn", `KEYSCOPE_LOG_LEVEL is ${JSON.stringify(name.slice(0, 20))}: use one of ${levels.join(", ")}`);
  }
  return log;
}
