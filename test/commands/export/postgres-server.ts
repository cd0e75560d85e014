import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";
import { makeCertificate } from "../../helpers/certificate.ts";
import { skip } from "../../helpers/command.ts";
import { freePort, untilReady } from "../../helpers/loopback.ts";

/** Debian keeps the programs of each version of PostgreSQL in a folder that is not on the PATH. */
const DEBIAN = "/usr/lib/postgresql";

export const USER = "shop";
export const PASSWORD = "correct horse";

const programs = findPrograms();

/** Why tests with a database cannot run here; undefined when they can. */
export function postgresSkipped(): string | undefined {
  if (programs !== undefined) return undefined;
  return skip("tests with PostgreSQL skipped: initdb and postgres are not on this machine");
}

function findPrograms(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, "bin")),
    ...(process.env["PATH"] ?? "").split(delimiter),
  ];
  return folders.find((folder) => ["initdb", "postgres"].every((program) => existsSync(join(folder, program))));
}

/** PostgreSQL refuses to run as root: then whoever Debian made for it, or nobody. */
function whoRuns(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const ids = ["-u", "-g"].map((which) => {
    const found = spawnSync("id", [which, "postgres"], { encoding: "utf8" });
    return found.status === 0 ? Number(found.stdout) : 65_534;
  });
  return { uid: ids[0] ?? 65_534, gid: ids[1] ?? 65_534 };
}

/** A database of its own for a file of tests, with TLS for the name localhost, on loopback and on a socket in `folder`. */
export async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), "keyscope-pg-"));
  const who = whoRuns();
  const env = { LC_ALL: "C", PATH: process.env["PATH"] ?? "" };
  const { cert, key } = makeCertificate("localhost");
  for (const [name, text] of Object.entries({ password: PASSWORD, "tls.crt": cert, "tls.key": key })) {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    if (who !== undefined) chownSync(join(folder, name), who.uid, who.gid);
  }
  if (who !== undefined) chownSync(folder, who.uid, who.gid);
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  const options = ["--auth=scram-sha-256", `--pwfile=${join(folder, "password")}`, "--encoding=UTF8", "--no-sync"];
  const made = spawnSync(join(programs ?? "", "initdb"), ["-D", data, "-U", USER, ...options], {
    ...who,
    env,
    cwd: folder,
  });
  if (made.status !== 0) throw new Error(String(made.stderr));
  const port = await freePort();
  const settings = {
    listen_addresses: "localhost",
    unix_socket_directories: folder,
    ssl: "on",
    ssl_cert_file: join(folder, "tls.crt"),
    ssl_key_file: join(folder, "tls.key"),
    fsync: "off",
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(programs ?? "", "postgres"), ["-D", data, "-p", String(port), ...words], {
    ...who,
    env,
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  process.once("exit", () => server.kill("SIGKILL"));
  await untilReady(server);
  const client = new Client({ host: "127.0.0.1", port, user: USER, password: PASSWORD, database: "postgres" });
  await client.connect();
  return {
    port,
    folder,
    /** Where `tls.crt` is, which is its own root. */
    root: join(folder, "tls.crt"),
    address: `postgres://${USER}@127.0.0.1:${port}/postgres`,
    /** All rows of a statement, as texts. */
    async rows(sql: string): Promise<unknown[]> {
      return (await client.query({ text: sql, rowMode: "array" })).rows;
    },
    async close() {
      await client.end();
      await new Promise((resolve) => server.once("exit", resolve).kill("SIGINT"));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
