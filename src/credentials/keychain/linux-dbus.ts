import { statSync } from "node:fs";

export const BUS_VARIABLE = "DBUS_SESSION_BUS_ADDRESS";
const RUNTIME_VARIABLE = "XDG_RUNTIME_DIR";

/**
 * Finds the address of the person's D-Bus session (Linux and the BSDs). MCP clients start servers without
 * DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR, so without either the socket is looked for where systemd puts it,
 * in /run/user/<uid>. Undefined when there is none.
 */
export function findSessionBus(
  env: NodeJS.ProcessEnv,
  uid: number | undefined = process.getuid?.(),
  isSocket: (path: string) => boolean = isSocketAt,
): string | undefined {
  const given = env[BUS_VARIABLE];
  if (given !== undefined && given !== "") return given;
  const folders = [env[RUNTIME_VARIABLE], uid === undefined ? undefined : `/run/user/${uid}`];
  const folder = folders.find((path) => path?.startsWith("/") && isSocket(`${path}/bus`));
  return folder === undefined ? undefined : `unix:path=${escapeAddress(`${folder}/bus`)}`;
}

function isSocketAt(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}

/** D-Bus writes every other byte of an address as %XX. */
function escapeAddress(path: string): string {
  return path.replace(/[^\w/.*-]/gu, (char) =>
    [...Buffer.from(char, "utf8")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}

/** `missing`: there is no default keyring. `unknown`: no tool on this machine could ask. */
export type KeyringState = "locked" | "unlocked" | "missing" | "unknown";

/**
 * Asks the Secret Service whether its default keyring is locked, without opening a dialog. The keychain library
 * cannot be asked, so this runs whichever of three small tools is installed: only after nothing was found.
 * At most 3 s in all.
 */
export async function askKeyringState(env: NodeJS.ProcessEnv, address: string): Promise<KeyringState> {
  const ask = await askOverBus(env, address);
  const answer = await ask("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "ReadAlias", ["default"]);
  const path = answer === undefined ? undefined : /["'](\/[\w/]*)["']/.exec(answer)?.[1];
  if (path === undefined) return "unknown";
  if (path === "/") return "missing";
  const property = ["org.freedesktop.Secret.Collection", "Locked"];
  const locked = await ask(path, "org.freedesktop.DBus.Properties", "Get", property);
  const word = locked === undefined ? undefined : /\b(true|false)\b/.exec(locked)?.[1];
  if (word === undefined) return "unknown";
  return word === "true" ? "locked" : "unlocked";
}

type Ask = (path: string, iface: string, method: string, args: string[]) => Promise<string | undefined>;

async function askOverBus(env: NodeJS.ProcessEnv, address: string): Promise<Ask> {
  const { execFile } = await import("node:child_process");
  const signal = AbortSignal.timeout(3000);
  const { PATH } = env;
  const toolEnv = { PATH, [BUS_VARIABLE]: address };
  const run = (tool: string, args: string[]) =>
    new Promise<string | undefined>((resolve) => {
      execFile(tool, args, { env: toolEnv, signal, encoding: "utf8" }, (error, out) =>
        resolve(error ? undefined : out),
      );
    });
  return async (path, iface, method, args) => {
    for (const [tool, commandLine] of commandLines(address, path, iface, method, args)) {
      const answer = await run(tool, commandLine);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

/** Words the same call for systemd's tool, GLib's, and D-Bus's own. */
function commandLines(address: string, path: string, iface: string, method: string, args: string[]) {
  const name = "org.freedesktop.secrets";
  const busctl = [`--address=${address}`, "call", name, path, iface, method, "s".repeat(args.length), ...args];
  const gdbus = ["call", "--session", "--dest", name, "--object-path", path, "--method", `${iface}.${method}`, ...args];
  const send = ["--session", "--print-reply", `--dest=${name}`, path, `${iface}.${method}`];
  const tools: [string, string[]][] = [
    ["busctl", busctl],
    ["gdbus", gdbus],
    ["dbus-send", [...send, ...args.map((arg) => `string:${arg}`)]],
  ];
  return tools;
}
