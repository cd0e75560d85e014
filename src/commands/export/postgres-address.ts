import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { quoted } from "../../utils/clean-text.ts";
import { decodePercent } from "../../utils/decode-percent.ts";
import { nearestName } from "../../utils/nearest-name.ts";
import { readRegularFile } from "../../utils/read-file.ts";

/** Where a database is, without its password. What is left out comes from the variables that psql reads. */
export interface PostgresAddress {
  /** The host, or the folder of its socket. */
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly database: string | undefined;
  readonly tls: Tls | false;
  /** As a person reads it. */
  readonly name: string;
}

/** What Node checks of the server's certificate. */
interface Tls {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly checkServerIdentity?: () => undefined;
}

const PARAMETERS = ["host", "sslmode", "sslrootcert"];

const MODES = ["disable", "require", "verify-ca", "verify-full"];

export function isPostgres(target: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(target);
}

/**
 * Reads an address as libpq writes it. Throws a `CommandError` that never repeats a password.
 * @param environment for what psql would take from there: PGHOST, PGSSLMODE, PGSSLROOTCERT
 */
export function parsePostgresAddress(text: string, environment: NodeJS.ProcessEnv): PostgresAddress {
  const url = parseUrl(text);
  const given = url.searchParams;
  if (url.password !== "" || given.has("password")) {
    throw refusal(
      "A password does not belong on a command line: other programs can read it there, and the shell keeps it in its history. Leave it out of the address, and set the variable PGPASSWORD or add a line to ~/.pgpass, as for psql.",
    );
  }
  for (const name of given.keys()) {
    if (!PARAMETERS.includes(name)) throw unknownParameter(name);
  }
  const host = given.get("host") ?? (decodePercent(url.hostname) || (environment["PGHOST"] ?? "localhost"));
  const database = decodePercent(url.pathname.slice(1)) || undefined;
  const isHere = host.startsWith("/") || ["localhost", "127.0.0.1", "::1", "[::1]"].includes(host);
  const mode = given.get("sslmode") ?? environment["PGSSLMODE"] ?? (isHere ? "disable" : "require");
  const root = given.get("sslrootcert") ?? environment["PGSSLROOTCERT"];
  return {
    host: host.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? undefined : Number(url.port),
    user: decodePercent(url.username) || undefined,
    database,
    tls: host.startsWith("/") ? false : tlsOf(mode, root),
    name: database === undefined ? host : `database ${quoted(database)} on ${host}`,
  };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw refusal("The database's address cannot be read. Write postgres://user@host:5432/database.");
  }
}

/** Node's own words for each: which of the certificate's checks are made. */
function tlsOf(mode: string, root: string | undefined): Tls | false {
  const ca = root === undefined || root === "system" ? {} : { ca: readRoot(root) };
  switch (mode) {
    case "disable":
      return false;
    case "require":
      // With a root to check by, libpq does so too.
      return "ca" in ca ? tlsOf("verify-ca", root) : { rejectUnauthorized: false };
    case "verify-ca":
      return { rejectUnauthorized: true, ...ca, checkServerIdentity: () => undefined };
    case "verify-full":
      return { rejectUnauthorized: true, ...ca };
    case "allow":
    case "prefer":
      throw refusal(
        `sslmode=${mode} would send the rows unencrypted to whoever says that it has no TLS. Write sslmode=require, or sslmode=disable for a network that you trust.`,
      );
    default:
      throw refusal(`sslmode cannot be ${quoted(mode)}: it is one of ${MODES.join(", ")}.`);
  }
}

function readRoot(file: string): string {
  try {
    return readRegularFile(file).toString("utf8");
  } catch {
    throw refusal(`The certificate ${quoted(file)} of sslrootcert cannot be read. Check the path and its rights.`);
  }
}

function unknownParameter(name: string): CommandError {
  const nearest = nearestName(name, PARAMETERS);
  const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  return refusal(
    `The database's address has ${quoted(name)}, which is not understood here.${hint} ${PARAMETERS.join(", ")} are.`,
  );
}

function refusal(message: string): CommandError {
  return new CommandError(message, ExitCode.usage);
}
