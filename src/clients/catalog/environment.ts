import type { ClientId, Machine } from "../client.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What a client gives the servers that it starts, and how its configuration can name variables. */
export interface PassedOn {
  /** Of the variables that the client itself has. What the entry's `env` adds is not in it. */
  environment(machine: Machine): Record<string, string>;
  /** How an entry hands a variable of the client's on, to be put into its `env`; undefined where only the value itself can stand there. */
  readonly reference?: (variable: string) => string;
  /** Codex: names in the entry's `env_vars` are handed on. */
  readonly byName?: true;
  /**
   * How a text of the entry names a variable: the pattern's first group is the name, a second one what to take when it
   * is not set. Otherwise `unset` is taken, or the text stays as it is written.
   */
  readonly names?: { readonly pattern: RegExp; readonly unset?: string };
  /** `${userHome}` and `${workspaceFolder}` stand for folders. */
  readonly folders?: true;
}

/** What the MCP SDKs hand on, which is what most clients do: `getDefaultEnvironment` of @modelcontextprotocol/client. */
const USUAL: Readonly<Record<"posix" | "windows", readonly string[]>> = {
  posix: ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"],
  windows: [
    ..."APPDATA HOMEDRIVE HOMEPATH LOCALAPPDATA PATH PATHEXT PROCESSOR_ARCHITECTURE SYSTEMDRIVE SYSTEMROOT".split(" "),
    ..."TEMP USERNAME USERPROFILE PROGRAMFILES COMSPEC".split(" "),
  ],
};

/** Codex 0.169: these and certificates; neither a proxy nor D-Bus nor XDG (seen in a run). */
const CODEX = [
  ...USUAL.windows,
  ..."HOME LANG LC_ALL LOGNAME PATH SHELL TERM TMPDIR TZ USER".split(" "),
  ..."CODEX_CA_CERTIFICATE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE".split(" "),
];

/** Gemini CLI 0.61 leaves out what looks secret by its name, and addresses with a password in them (seen in a run). */
const GEMINI_SECRET = /TOKEN|SECRET|PASSWORD|PASSWD|KEY|AUTH|CREDENTIAL|CREDS|CERT|PRIVATE/i;
const WITH_PASSWORD = /^[a-z][\w+.-]*:\/\/[^/\s@]+:[^/\s@]+@/i;

/** What a program that was started from the desktop has as PATH: no shell's profile was read. */
const DESKTOP_PATH: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  darwin: "/usr/bin:/bin:/usr/sbin:/sbin",
  linux: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
};

/** Cursor and Windsurf have it from VS Code. */
const LIKE_VSCODE = {
  reference: (name: string) => `\${env:${name}}`,
  names: { pattern: /\$\{env:(\w+)\}/g, unset: "" },
  folders: true,
} as const;

const rules: Readonly<Record<ClientId, PassedOn>> = {
  "claude-desktop": { environment: usualFromDesktop },
  // `${NAME}` and `${NAME:-default}`; an unset one arrives as it is written. The whole environment is handed on anyway.
  "claude-code": { environment: everything, names: { pattern: /\$\{(\w+)(?::-([^}]*))?\}/g } },
  // Resolves the shell's PATH when it starts, as VS Code does.
  cursor: { environment: usual, ...LIKE_VSCODE },
  vscode: { environment: everything, ...LIKE_VSCODE },
  windsurf: { environment: usualFromDesktop, ...LIKE_VSCODE },
  codex: { environment: (machine) => chosen(machine.env, named(CODEX, machine)), byName: true },
  gemini: {
    environment: ({ env }) => chosen(env, (name, value) => !GEMINI_SECRET.test(name) && !WITH_PASSWORD.test(value)),
    reference: (name) => `$${name}`,
    names: { pattern: /\$\{?(\w+)\}?/g, unset: "" },
  },
};

/** Which variables reach a server of this client. Of clients that do not run here it is what their documents say. */
export function passedOnBy(client: ClientId): PassedOn {
  return rules[client];
}

function everything({ env }: Machine): Record<string, string> {
  return chosen(env, () => true);
}

function usual(machine: Machine): Record<string, string> {
  return chosen(machine.env, named(USUAL[machine.platform === "win32" ? "windows" : "posix"], machine));
}

/** On Windows the case of a name does not count. */
function named(names: readonly string[], { platform }: Machine): (name: string) => boolean {
  return (name) => names.includes(platform === "win32" ? name.toUpperCase() : name);
}

function usualFromDesktop(machine: Machine): Record<string, string> {
  const path = DESKTOP_PATH[machine.platform];
  return path === undefined ? usual(machine) : { ...usual(machine), PATH: path };
}

function chosen(env: Variables, isChosen: (name: string, value: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && isChosen(name, value) ? [[name, value] as const] : [],
    ),
  );
}
