import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { beginning } from "../../utils/clean-text.ts";
import type { PostgresAddress } from "./postgres-address.ts";

const LONGEST_WORDS = 300;

/** What the database, the network or the client said, as a person can act on it. Nothing was written then. */
export function explainPostgres(error: unknown, { name }: PostgresAddress): unknown {
  if (!(error instanceof Error) || error instanceof CommandError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const words = beginning(error.message.replace(/\s+/g, " "), LONGEST_WORDS);
  const [what, exitCode] = reasonOf(code, words);
  return new CommandError(`Nothing was written to ${name}. ${what}`, exitCode);
}

function reasonOf(code: string, words: string): readonly [string, ExitCode] {
  switch (code) {
    case "28P01":
    case "28000":
      return [
        `PostgreSQL refused the login: ${words}. Check the user in the address, and the password in PGPASSWORD or ~/.pgpass.`,
        ExitCode.failed,
      ];
    case "3D000":
      return [
        `PostgreSQL says: ${words}. Check the name at the end of the address, or create it with createdb.`,
        ExitCode.failed,
      ];
    case "3F000":
      return [
        `PostgreSQL says: ${words}. Create it with CREATE SCHEMA, or name another table with --as.`,
        ExitCode.failed,
      ];
    case "42501":
      return [
        `The user may not do that: ${words}. Grant it CREATE on the schema, or INSERT and TRUNCATE on the table.`,
        ExitCode.failed,
      ];
    case "53100":
      return [`The database's disk is full: ${words}. Make room there, and try again.`, ExitCode.failed];
    case "ECONNREFUSED":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENOENT":
      return [
        `The server cannot be reached (${words}). Check host and port in the address, and that it runs.`,
        ExitCode.unavailable,
      ];
    default:
      return reasonByWords(code, words);
  }
}

/** The client has no codes for these. */
function reasonByWords(code: string, words: string): readonly [string, ExitCode] {
  if (/does not support SSL/i.test(words)) {
    return [
      "The server has no TLS. Turn it on there, or add ?sslmode=disable if you trust the network.",
      ExitCode.failed,
    ];
  }
  if (/CERT|SELF_SIGNED|ISSUER|ALTNAME/.test(code)) {
    return [
      `The server's certificate was not accepted (${words}). Name its root with sslrootcert=FILE, or use the name that it is made out to.`,
      ExitCode.failed,
    ];
  }
  if (/timeout|terminated|ECONNRESET|EPIPE/i.test(`${code} ${words}`)) {
    return [`The connection broke off (${words}). Try again.`, ExitCode.unavailable];
  }
  return [`PostgreSQL says: ${words}`, ExitCode.failed];
}
