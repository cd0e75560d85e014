import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";

/** The rooms of src, each of which imports only from rooms before it. */
const ROOMS = [
  "utils",
  "connectors",
  "credentials",
  "answers",
  "failures",
  "rate-limit",
  "http",
  "privacy",
  "render",
  "requests",
  "scopes",
  "messages",
  "tools",
  "mcp",
  "app",
  "clients",
  "commands",
  "cli.ts",
] as const;

/** Import nothing of ours but themselves, and are used by the commands only. */
const LEAVES = ["terminal", "sandbox"];

/** Libraries and parts of Node that stand behind few doors. A folder ends in a slash. */
const DOORS: Readonly<Record<string, string | readonly string[]>> = {
  "@modelcontextprotocol/server": "mcp/",
  "@modelcontextprotocol/client": "clients/doctor/mcp-client.ts",
  undici: "http/client.ts",
  "@napi-rs/keyring": "credentials/keychain/library.ts",
  "@clack/prompts": "terminal/prompt.ts",
  commander: "commands/program.ts",
  "@toon-format/toon": "render/",
  "lossless-json": "answers/exact-json.ts",
  leven: "utils/nearest-name.ts",
  "js-yaml": "connectors/openapi/",
  "jsonc-parser": "clients/config/json.ts",
  "smol-toml": "clients/config/toml.ts",
  diff: "clients/config/difference.ts",
  "node:child_process": ["credentials/keychain/linux-dbus.ts", "clients/"],
  "node:http": "sandbox/",
};

/** Never in what ships: the old SDK is there for the tests, and requests go through undici's door. */
const BANNED = ["@modelcontextprotocol/sdk", "node:https", "node:http2", "node:net", "node:tls"];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
  /** It names a file, not a package. */
  readonly relative: boolean;
}

const root = join(import.meta.dirname, "../src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"))
  .sort();
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
const imports = files.flatMap(importsOf);
const ours = imports.filter(({ to }) => sources.has(to));

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`, also as a type. */
function importsOf(file: string): Import[] {
  const source = code(file);
  const statements = source.matchAll(/^(?:import|export)\s+(type\s)?[^"';]*?from\s*"([^"]+)"|^import\s*"([^"]+)"/gm);
  const calls = source.matchAll(/(typeof\s+)?\b(?:import|require)\(\s*"([^"]+)"\s*\)/g);
  return [...statements, ...calls].map(([, type, from, bare]) => {
    const path = from ?? bare ?? "";
    const relative = path.startsWith(".");
    const to = relative ? posix.join(posix.dirname(file), path) : path;
    return { from: file, to, typeOnly: type !== undefined, relative };
  });
}

/** Without comments. A double slash inside a text, as in an address, follows a colon. */
function code(file: string): string {
  const source = sources.get(file) ?? "";
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`\\/])\/\/.*$/gm, "$1");
}

function room(file: string): string {
  return file.split("/")[0] ?? "";
}

function isIn(file: string, place: string): boolean {
  return place.endsWith("/") ? file.startsWith(place) : file === place;
}

function isPackage(to: string, name: string): boolean {
  return to === name || to.startsWith(`${name}/`);
}

function shown({ from, to }: Import): string {
  return `${from} imports ${to}`;
}

/** Where a pattern stands in the code, outside the places that may have it. */
function findings(pattern: RegExp, allowed: readonly string[] = []): string[] {
  return files
    .filter((file) => !allowed.some((place) => isIn(file, place)))
    .flatMap((file) => {
      const lines = code(file).split("\n");
      return lines.filter((line) => pattern.test(line)).map((line) => `${file}: ${line.trim()}`);
    });
}

describe("the sources", () => {
  it("are read: every room has files, and relative imports lead to files", () => {
    const rooms = new Set(files.map(room));
    expect([...rooms].sort()).toEqual([...ROOMS, ...LEAVES].sort());
    expect(ours.length).toBeGreaterThan(100);
    const lost = imports.filter(({ to, relative }) => relative && !sources.has(to) && to !== "../package.json");
    expect(lost.map(shown)).toEqual([]);
  });

  it("import from rooms before their own", () => {
    const order: readonly string[] = ROOMS;
    const backwards = ours.filter(({ from, to }) => {
      const [at, target] = [order.indexOf(room(from)), order.indexOf(room(to))];
      return at !== -1 && target !== -1 && target > at;
    });
    expect(backwards.map(shown)).toEqual([]);
  });

  it("have leaves that import nothing of ours, the sandbox at most the connectors' types", () => {
    const outward = ours.filter(({ from, to, typeOnly }) => {
      if (!LEAVES.includes(room(from)) || room(from) === room(to)) return false;
      return !(room(from) === "sandbox" && room(to) === "connectors" && typeOnly);
    });
    expect(outward.map(shown)).toEqual([]);
  });

  it("use terminal and sandbox from the commands only", () => {
    const strangers = ours.filter(
      ({ from, to }) => LEAVES.includes(room(to)) && room(from) !== room(to) && room(from) !== "commands",
    );
    expect(strangers.map(shown)).toEqual([]);
  });

  it("have no cycles, not even of types", () => {
    expect(cycles()).toEqual([]);
  });
});

function cycles(): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at !== -1) {
      found.push([...path.slice(at), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const { from, to } of ours) if (from === file) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

describe("one door each", () => {
  it.each(Object.entries(DOORS))("%s stands behind %s", (name, door) => {
    const uses = imports.filter(({ to }) => isPackage(to, name));
    expect(uses.length).toBeGreaterThan(0);
    const doors = [door].flat();
    expect(uses.filter(({ from }) => !doors.some((place) => isIn(from, place))).map(shown)).toEqual([]);
  });

  it.each(BANNED)("%s is not used", (name) => {
    expect(imports.filter(({ to }) => isPackage(to, name)).map(shown)).toEqual([]);
  });

  it("keys are revealed by the credentials only", () => {
    expect(findings(/\.reveal\b/, ["credentials/"])).toEqual([]);
  });

  it("standard output is written by terminal and commands only", () => {
    expect(findings(/process\.stdout\b/, ["terminal/", "commands/"])).toEqual([]);
  });

  it("nobody uses console, but for what keeps it off standard output", () => {
    expect(findings(/\bconsole\./)).toEqual([
      "commands/serve.ts: console.log = console.info = console.debug = console.error;",
    ]);
  });

  it("no API is treated apart: what is particular to one stands in its connector", () => {
    const ids = ["setpilot", "sendpilot", "setora", "ebiz", "commerce-kitty"].join("|");
    const apart = new RegExp(`(?:[=!]==?|case|includes\\(|startsWith\\() *"(?:${ids})|"(?:${ids})[^"]*" *[=!]==?`);
    expect(findings(apart, ["connectors/", "sandbox/"])).toEqual([]);
  });

  it("requests go out through undici only", () => {
    // A method of that name may be declared: `fetch(endpoint: Endpoint`.
    expect(findings(/(?<![.\w])fetch\((?!\w+: )/)).toEqual([]);
  });
});

describe("what Node 20 lacks", () => {
  // tsconfig's lib is es2024, of which Node 20 has only a part.
  it("is not used", () => {
    expect(findings(/\b(?:Map|Object)\.groupBy\b|\bPromise\.(?:withResolvers|try)\b|\bimport\.meta\b/)).toEqual([]);
  });
});

describe("the types hide no question", () => {
  it.each([
    ["any", /(?::|<|\bas|\||&|=>|,)\s*any\b(?!\s*:)|\bany\[\]/],
    ["as unknown as", /\bas\s+unknown\s+as\b/],
    ["the non-null assertion", /[\w)\]]!(?:\.|\[|;|,|\)|$)/],
  ])("no %s", (_, pattern) => {
    expect(findings(pattern)).toEqual([]);
  });

  it("no comment that silences the compiler", () => {
    const silenced = files.filter((file) => /@ts-(?:ignore|expect-error|nocheck)/.test(sources.get(file) ?? ""));
    expect(silenced).toEqual([]);
  });
});
