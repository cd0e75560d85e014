import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";

/** The rooms of src, each of which imports only from rooms before it. */
const ROOMS = [
  "utils",
  "connectors",
  "credentials",
  "answers",
  "engine",
  "failures",
  "rate-limit",
  "http",
  "privacy",
  "render",
  "charts",
  "requests",
  "scopes",
  "people",
  "tables",
  "query",
  "messages",
  "tools",
  "prompts",
  "mcp",
  "auth",
  "audit",
  "http-server",
  "app",
  "clients",
  "commands",
  "cli.ts",
] as const;

/** Folders inside a room that import only from folders before them there. What lies in the room itself serves all of them. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  connectors: ["schema", "catalog", "custom", "openapi"],
  clients: ["catalog", "config", "doctor"],
};

/** Import nothing of ours but themselves, and are used by the commands only. */
const LEAVES = ["terminal", "sandbox"];

/** Runs in a browser, inside the page that a client shows: what it imports must need neither Node nor anything of a key. */
const PAGE = "chart-view";
const ON_THE_PAGE: readonly string[] = [PAGE, "utils", "answers", "charts"];

/** Files directly in one folder; with more a newcomer loses the way. */
const FULL = 16;

/** The connectors, by their ids and by the names that code gives them. */
const CONNECTORS = /\b(?:setpilot|sendpilot|setora|ebiz|commerce-kitty|commerceKitty)/i;

/** Libraries and parts of Node that stand behind few doors. A folder ends in a slash. */
const DOORS: Readonly<Record<string, string | readonly string[]>> = {
  "@modelcontextprotocol/server": "mcp/",
  "@modelcontextprotocol/client": "clients/doctor/mcp-client.ts",
  undici: "http/client.ts",
  "@redis/client": "rate-limit/valkey/connection.ts",
  "@napi-rs/keyring": "credentials/keychain/library.ts",
  "@clack/prompts": "terminal/prompt.ts",
  jose: "auth/oauth/verify.ts",
  commander: ["commands/program.ts", "commands/program/"],
  pg: "commands/export/postgres.ts",
  "pg-copy-streams": "commands/export/postgres.ts",
  pgpass: "commands/export/postgres.ts",
  "@toon-format/toon": "render/",
  "lossless-json": "answers/exact-json.ts",
  leven: "utils/nearest-name.ts",
  "libphonenumber-js": "privacy/phones.ts",
  ibantools: "privacy/accounts.ts",
  "d3-array": "charts/drawing/scale.ts",
  "js-yaml": ["connectors/openapi/", "clients/config/"],
  "jsonc-parser": ["clients/config/json.ts", "people/parse-json.ts"],
  "smol-toml": "clients/config/toml.ts",
  diff: "clients/config/difference.ts",
  "@duckdb/node-api": "engine/child/",
  "@duckdb/node-bindings": "engine/child/results/cell-size.ts",
  "node:child_process": ["credentials/keychain/", "engine/child-process.ts", "clients/"],
  "node:http": ["sandbox/", "http-server/"],
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

/** Holds that nothing breaks a rule, and tells a stranger who broke it what to do. */
function expectNone(found: readonly string[], advice: string): void {
  expect(found, `${advice}\n${found.map((one) => `  ${one}`).join("\n")}\n`).toEqual([]);
}

describe("the sources", () => {
  it("are read: every room has files, and relative imports lead to files", () => {
    const rooms = [...new Set(files.map(room))].sort();
    const advice = "A new room needs its place in ROOMS (or LEAVES) of this file and a line in CONTRIBUTING.md.";
    expect(rooms, advice).toEqual([...ROOMS, ...LEAVES, PAGE].sort());
    expect(ours.length).toBeGreaterThan(100);
    const lost = imports.filter(({ to, relative }) => relative && !sources.has(to) && !to.endsWith("/package.json"));
    expectNone(lost.map(shown), "These imports lead to no file of src:");
  });

  it("import from rooms before their own", () => {
    const order: readonly string[] = ROOMS;
    const backwards = ours.filter(({ from, to }) => {
      const [at, target] = [order.indexOf(room(from)), order.indexOf(room(to))];
      return at !== -1 && target !== -1 && target > at;
    });
    expectNone(
      backwards.map(shown),
      `A room imports only from rooms before it: ${ROOMS.join(", ")}. Put what both need into the earlier room, hand it in as an argument, or move the file to the room that it belongs to.`,
    );
  });

  it.each(Object.entries(FLOORS))("import from folders before their own inside %s", (name, floors) => {
    const backwards = ours.filter(({ from, to }) => {
      if (room(from) !== name || room(to) !== name) return false;
      const [at, target] = [from, to].map((file) => floors.indexOf(file.split("/")[1] ?? ""));
      return at !== undefined && target !== undefined && at !== -1 && target > at;
    });
    expectNone(
      backwards.map(shown),
      `Inside ${name} a folder imports only from those before it: ${floors.join(", ")}.`,
    );
  });

  it("have leaves that import nothing of ours, the sandbox at most the connectors' types, the terminal utils", () => {
    const outward = ours.filter(({ from, to, typeOnly }) => {
      if (!LEAVES.includes(room(from)) || room(from) === room(to)) return false;
      if (room(from) === "terminal" && room(to) === "utils") return false;
      return !(room(from) === "sandbox" && room(to) === "connectors" && typeOnly);
    });
    expectNone(
      outward.map(shown),
      "The terminal and the sandbox know nothing of the program, of which the sandbox is a test. Hand in what they need.",
    );
  });

  it("use terminal and sandbox from the commands only", () => {
    const strangers = ours.filter(
      ({ from, to }) => LEAVES.includes(room(to)) && room(from) !== room(to) && room(from) !== "commands",
    );
    expectNone(
      strangers.map(shown),
      "Only a command talks to a terminal or starts the sandbox. Give it back data to print.",
    );
  });

  it("have a page that imports only what a browser can run, and that nothing imports", () => {
    const wrong = ours.filter(({ from, to }) =>
      room(from) === PAGE ? !ON_THE_PAGE.includes(room(to)) : room(to) === PAGE,
    );
    expectNone(wrong.map(shown), `${PAGE} becomes dist/chart.html. It imports ${ON_THE_PAGE.join(", ")} only:`);
    const needs = reachedFrom("chart-view/main.ts").flatMap((file) => imports.filter(({ from }) => from === file));
    const packages = new Set(needs.filter(({ relative, typeOnly }) => !relative && !typeOnly).map(({ to }) => to));
    expect([...packages].sort(), "Each of these is in the page, which is sent whole to each client").toEqual([
      "d3-array",
      "lossless-json",
    ]);
  });

  it("have no cycles, not even of types", () => {
    expectNone(cycles(), "Files that import each other are one file, or share something that belongs into a third:");
  });
});

/** A file and all that it imports, directly or not. */
function reachedFrom(file: string): string[] {
  const reached = new Set([file]);
  for (const each of reached) for (const { from, to } of ours) if (from === each) reached.add(to);
  return [...reached];
}

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

describe("folders", () => {
  it.each(["src", "test", "scripts"])(`of %s hold at most ${FULL} files each`, (tree) => {
    const top = join(root, "..", tree);
    const all = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const sizes = new Map<string, number>();
    for (const { parentPath } of all) sizes.set(parentPath, (sizes.get(parentPath) ?? 0) + 1);
    const crowded = [...sizes].filter(([, size]) => size > FULL);
    expectNone(
      crowded.map(([folder, size]) => `${tree}${folder.slice(top.length)}: ${size} files`),
      "A newcomer loses the way in these. Merge files that are one thing, or make folders of those that belong together:",
    );
  });
});

describe("one door each", () => {
  it.each(Object.entries(DOORS))("%s stands behind %s", (name, door) => {
    const uses = imports.filter(({ to }) => isPackage(to, name));
    expect(uses.length, `Nothing imports ${name} any more: take it out of DOORS and package.json.`).toBeGreaterThan(0);
    const doors = [door].flat();
    expectNone(
      uses.filter(({ from }) => !doors.some((place) => isIn(from, place))).map(shown),
      `${name} is used through ${doors.join(" and ")} only, so that it can be replaced there. Call what that exports.`,
    );
  });

  it.each(BANNED)("%s is not used", (name) => {
    expectNone(
      imports.filter(({ to }) => isPackage(to, name)).map(shown),
      `${name} never ships: requests go out through http/client.ts, and MCP through mcp/.`,
    );
  });

  it("keys are revealed by the credentials only", () => {
    expectNone(
      findings(/\.reveal\b/, ["credentials/"]),
      "A secret leaves its type in src/credentials and nowhere else. Ask there for what is made of it: headers, a fingerprint.",
    );
  });

  it("standard output is written by terminal and commands only", () => {
    expectNone(
      findings(/process\.stdout\b/, ["terminal/", "commands/"]),
      "Standard output belongs to the protocol. Log to standard error (app/log.ts), or give the text back to a command.",
    );
  });

  it("what is written for people goes through the terminal, which makes it harmless, or is a line of the log", () => {
    const writesNothing = 'commands/end-process.ts: process.stdout.write("", (error) => {';
    expectNone(
      findings(/\bstd(?:out|err)\.write\b/, ["terminal/output.ts", "app/log.ts"]).filter(
        (line) => line !== writesNothing,
      ),
      "Names, files and answers of others are in nearly every text. Write it with the Output that a command is given.",
    );
  });

  it("nobody uses console, but for what keeps it off standard output", () => {
    const keepsOff = "commands/keep-serving.ts: console.log = console.info = console.debug = console.error;";
    expect(findings(/\bconsole\./), "Use the log of app/log.ts.").toEqual([keepsOff]);
  });

  it("no connector is named outside its folder: what is particular to one API stands there", () => {
    const invented = ["sandbox/", "commands/sandbox.ts", "commands/demo/"];
    expectNone(
      // An example in a help text may name one: "such as setora".
      findings(CONNECTORS, ["connectors/catalog/", ...invented]).filter((line) => !/such as \w+/.test(line)),
      "Describe what this API does otherwise in its connector (src/connectors/catalog), as data that every connector can have.",
    );
  });

  it("requests go out through undici only", () => {
    // A method of that name may be declared: `fetch(endpoint: Endpoint`.
    expectNone(
      findings(/(?<![.\w])fetch\((?!\w+: )/),
      "Use http/client.ts: it has the proxy, the limits and the deadline.",
    );
  });
});

describe("what Node 20 lacks", () => {
  // tsconfig's lib is es2024, of which Node 20 has only a part.
  it("is not used", () => {
    expectNone(
      findings(/\b(?:Map|Object)\.groupBy\b|\bPromise\.(?:withResolvers|try)\b|\bimport\.meta\b/),
      "Node 20 does not have these, or the bundle cannot:",
    );
  });
});

describe("the types hide no question", () => {
  it.each([
    ["any", /(?::|<|\bas|\||&|=>|,)\s*any\b(?!\s*:)|\bany\[\]/],
    ["as unknown as", /\bas\s+unknown\s+as\b/],
    ["the non-null assertion", /[\w)\]]!(?:\.|\[|;|,|\)|$)/],
  ])("no %s", (_, pattern) => {
    expectNone(findings(pattern), "Narrow the value, or say in its type what it is:");
  });

  it("no comment that silences the compiler", () => {
    const silenced = files.filter((file) => /@ts-(?:ignore|expect-error|nocheck)/.test(sources.get(file) ?? ""));
    expectNone(silenced, "What the compiler objects to is mended, not hidden:");
  });
});
