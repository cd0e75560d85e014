import fc from "fast-check";
import { type ParseError, parse as parseJsonc } from "jsonc-parser";
import { parse as parseToml, stringify as stringifyToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import type { ConfigPlace } from "../../../src/clients/client.ts";
import { changeServer, readServers } from "../../../src/clients/config/servers.ts";

const json: ConfigPlace = { file: "mcp.json", format: "json", servers: ["mcpServers"] };
const toml: ConfigPlace = { file: "config.toml", format: "toml", servers: ["mcp_servers"] };
const entry = { command: "/opt/node", args: ["/opt/keyscope.cjs", "serve", "setpilot"] };

function installed(text: string, place: ConfigPlace): string {
  const edited = changeServer(text, place, "setpilot", entry);
  if (!edited.ok) throw new Error(edited.reason);
  return edited.text;
}

function removed(text: string, place: ConfigPlace): string {
  const edited = changeServer(text, place, "setpilot");
  if (!edited.ok) throw new Error(edited.reason);
  return edited.text;
}

/** Whether `whole` is `part` with something put in, in at most so many places. */
function isPartOf(part: string, whole: string, places: number): boolean {
  const walk = (at: number, from: number, left: number): boolean => {
    let same = 0;
    while (at + same < part.length && part[at + same] === whole[from + same]) same += 1;
    if (at + same === part.length) return whole.length === from + same || left > 0;
    if (left === 0) return false;
    for (let next = from + same + 1; next <= whole.length; next += 1) {
      for (let back = same; back >= Math.max(0, same - 2); back -= 1) {
        if (part[at + back] === whole[next] && walk(at + back, next, left - 1)) return true;
      }
    }
    return false;
  };
  return walk(0, 0, places);
}

const jsonFiles: Readonly<Record<string, string>> = {
  "two spaces": '{\n  "mcpServers": {\n    "a": {\n      "command": "x"\n    }\n  }\n}\n',
  tabs: '{\n\t"mcpServers": {\n\t\t"a": { "command": "x" }\n\t}\n}',
  CRLF: '{\r\n    "theme": "dark",\r\n    "mcpServers": {\r\n        "a": {\r\n            "command": "x"\r\n        }\r\n    }\r\n}\r\n',
  "a byte order mark": '\uFEFF{\n  "mcpServers": {\n    "a": { "command": "x" }\n  },\n  "z": [1, 2]\n}\n',
  "trailing commas": '{\n  "mcpServers": {\n    "a": { "command": "x", },\n  },\n}\n',
  comments:
    '// mine\n{\n  /* servers */ "mcpServers": { // all of them\n    "a": { "command": "x" } // the first, not the last\n    // "b": { "command": "y" }\n  } // end\n}\n// bye',
  "comments and trailing commas":
    '{\n  "mcpServers": {\n    "a": { "command": "x" }, // kept\n    /* also kept */\n  },\n}\n',
  minified: '{"mcpServers":{"a":{"command":"x"}},"b":1}',
  "one line with spaces": '{ "mcpServers": { "a": { "command": "x" } } }\n',
  "odd layout": '{"mcpServers":\n   {"a":{"command":"x"},\n       "c":   {"command":"y"}}\n }',
  "no servers yet": '{\n  "theme": "dark"\n}\n',
  "no servers yet, trailing comma and comment": '{\n  "theme": "dark", // nice\n}\n',
  "words with braces and slashes":
    '{\n  "a": "} // {",\n  "mcpServers": {\n    "u": { "url": "https://x/y" }\n  }\n}\n',
};

describe("JSON files", () => {
  it.each(Object.entries(jsonFiles))("%s: everything else stays, and removing gives the file back", (_, text) => {
    const after = installed(text, json);
    const value = parseJsonc(after.replace("\uFEFF", ""), [], { allowTrailingComma: true });
    const before = parseJsonc(text.replace("\uFEFF", ""), [], { allowTrailingComma: true });
    expect(value).toEqual({ ...before, mcpServers: { ...before.mcpServers, setpilot: entry } });
    expect(isPartOf(text, after, 2)).toBe(true);
    expect(after.replace(/\r\n/g, "").includes("\n")).toBe(text.replace(/\r\n/g, "").includes("\n"));
    expect(removed(after, json)).toBe(text);
  });

  it.each([
    ["", '{\n  "mcpServers": {'],
    ["{}", '{\n  "mcpServers": {'],
    ["{}\r\n", '{\r\n  "mcpServers": {'],
    ["\uFEFF", '\uFEFF{\n  "mcpServers": {'],
    ["// only words\n", '// only words\n{\n  "mcpServers": {'],
    ['{\n\t"mcpServers": {}\n}', '{\n\t"mcpServers": {\n\t\t"setpilot": {'],
  ])("%j gets its first server", (text, beginning) => {
    const after = installed(text, json);
    expect(after.slice(0, beginning.length)).toBe(beginning);
    expect(readServers(after, json)).toMatchObject({ ok: true });
    expect(readServers(removed(after, json), json)).toEqual({ ok: true, servers: new Map() });
  });

  it("keeps a table whose last server goes when there are comments in it", () => {
    const text = '{\n  "mcpServers": {\n    // mine\n    "setpilot": {}\n  }\n}\n';
    expect(removed(text, json)).toBe('{\n  "mcpServers": {\n    // mine\n  }\n}\n');
  });

  it("replaces an entry where it stands", () => {
    const text = '{\n  "mcpServers": {\n    "setpilot": { "command": "old" }, // mine\n    "z": 1\n  }\n}\n';
    expect(installed(text, json)).toMatchInlineSnapshot(`
      "{
        "mcpServers": {
          "setpilot": {
            "command": "/opt/node",
            "args": [
              "/opt/keyscope.cjs",
              "serve",
              "setpilot"
            ]
          }, // mine
          "z": 1
        }
      }
      "
    `);
  });

  it.each([
    ['{\n  "a": 1,,\n}', 2, 10],
    ['{"a": "x', 1, 7],
    ['{\r\n  "mcpServers": {\r\n', 3, 1],
    ["<<<<<<< HEAD\n{}", 1, 1],
  ])("says where %j cannot be understood", (text, line, column) => {
    const read = readServers(text, json);
    expect(read).toMatchObject({ ok: false, line, column });
    expect(changeServer(text, json, "setpilot", entry)).toEqual(read);
  });

  it("refuses what is not a table, and says where", () => {
    expect(readServers("[]", json)).toMatchObject({ ok: false, line: 1 });
    expect(readServers('{\n\n"mcpServers": []}', json)).toMatchObject({
      ok: false,
      line: 3,
      reason: '"mcpServers" is not an object',
    });
  });

  it("refuses a file that names its table twice: clients differ in which one counts", () => {
    const text = '{"mcpServers": {"a": {"command": "x"}}, "mcpServers": {}}';
    expect(changeServer(text, json, "setpilot", entry)).toEqual({ ok: false, reason: "unusual" });
  });

  it("tells the line of each server", () => {
    const read = readServers('{\n "mcpServers": {\n\n  "a": {},\n  "b": {}\n}}', json);
    expect(read.ok && [...read.servers].map(([name, { line }]) => [name, line])).toEqual([
      ["a", 4],
      ["b", 5],
    ]);
  });
});

/** JSON in many layouts, comments and trailing commas among them. */
const layouts = fc
  .tuple(
    fc.dictionary(
      fc.string({ maxLength: 6 }).filter((key) => key !== "setpilot" && key !== "__proto__"),
      fc.jsonValue({ maxDepth: 2 }),
      { minKeys: 1, maxKeys: 4 },
    ),
    fc.dictionary(
      fc.string({ maxLength: 6 }).filter((key) => key !== "mcpServers" && key !== "__proto__"),
      fc.jsonValue({ maxDepth: 1 }),
      { maxKeys: 3 },
    ),
    fc.constantFrom("\t", "  ", "   ", ""),
    fc.constantFrom("\n", "\r\n"),
    fc.array(fc.constantFrom(' // a, "b": {', " /* } */ ", "", ""), { minLength: 5, maxLength: 20 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([servers, others, unit, eol, comments, trailing, mark]) => {
    const lines = JSON.stringify({ ...others, mcpServers: servers }, undefined, unit === "" ? undefined : unit).split(
      "\n",
    );
    const commented = lines.map((line, at) => {
      const closes = /^\s*[}\]]/.test(lines[at + 1] ?? "") && /["\w}\]]$/.test(line) && trailing && unit !== "";
      return line + (closes ? "," : "") + (unit === "" ? "" : (comments[at % comments.length] ?? ""));
    });
    return (mark ? "\uFEFF" : "") + commented.join(eol) + (trailing ? eol : "");
  })
  .filter((text) => {
    const errors: ParseError[] = [];
    parseJsonc(text.replace("\uFEFF", ""), errors, { allowTrailingComma: true });
    return errors.length === 0;
  });

describe("any file", () => {
  it("of JSON: has the entry more, loses no byte, and comes back whole", () => {
    fc.assert(
      fc.property(layouts, (text) => {
        const after = installed(text, json);
        expect(after.length).toBeGreaterThan(text.length);
        expect(removed(after, json)).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it("of TOML: has the entry more, loses no byte, and comes back whole", () => {
    const tables = fc.dictionary(
      fc.string({ minLength: 1, maxLength: 6 }).filter((key) => key !== "mcp_servers" && key !== "__proto__"),
      fc.oneof(
        fc.integer(),
        fc.string(),
        fc.array(fc.string()),
        fc.dictionary(
          fc.string({ maxLength: 4 }).filter((key) => key !== "__proto__"),
          fc.string(),
        ),
      ),
    );
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        fc.constantFrom("", '# a """\n', "x = '''\n[mcp_servers.setpilot]\n'''\n"),
        (value, eol, ends, head) => {
          if ("x" in value && head.startsWith("x")) return;
          const whole = (head + stringifyToml(value)).replaceAll("\n", eol);
          const text = ends ? whole : whole.replace(/[\r\n]+$/, "");
          const after = installed(text, toml);
          expect(after.startsWith(text)).toBe(true);
          expect(removed(after, toml)).toBe(text);
        },
      ),
      { numRuns: 100 },
    );
  });
});

const tomlFiles: Readonly<Record<string, string>> = {
  "tables with comments":
    '# mine\nmodel = "x"   # why\n\n[mcp_servers.a] # first\ncommand="y"\nargs = [\n  "1", # one\n]\n\n# end\n',
  CRLF: 'model = "x"\r\n\r\n[mcp_servers.a]\r\ncommand = "y"\r\n',
  "no line end at the end": 'model = "x"',
  "a byte order mark": '\uFEFFmodel = "x"\n',
  "a header of its own": "[mcp_servers]\n# none yet\n\n[other]\na = 1\n",
  "servers as keys": "[mcp_servers]\na.command = 'y'\nb = { command = 'z' }\n",
  "dotted keys": "mcp_servers.a.command = 'y'\n",
  "texts that look like tables": 'a = """\n[mcp_servers.setpilot]\n"""\n',
  dates: "at = 2026-11-20T10:00:00Z\nbig = 9223372036854775807\nnot = nan\n",
  empty: "",
};

describe("TOML files", () => {
  it.each(Object.entries(tomlFiles))("%s: everything else stays, and removing gives the file back", (_, text) => {
    const after = installed(text, toml);
    expect(after.startsWith(text)).toBe(true);
    const options = { integersAsBigInt: "asNeeded" } as const;
    const value = parseToml(after.replace("\uFEFF", ""), options);
    const before = parseToml(text.replace("\uFEFF", ""), options);
    expect(value).toEqual({ ...before, mcp_servers: { ...Object(before["mcp_servers"]), setpilot: entry } });
    expect(removed(after, toml)).toBe(text);
  });

  it("finds and removes a server in every form", () => {
    const forms = [
      "[mcp_servers.setpilot]\ncommand = 'x'\n\n[mcp_servers.setpilot.env]\nA = 'b'\n",
      "[mcp_servers]\nsetpilot.command = 'x'\nsetpilot.env.A = 'b'\n",
      "[mcp_servers]\nsetpilot = { command = 'x', env = { A = 'b' } }\n",
      "mcp_servers.setpilot = { command = 'x', env = { A = 'b' } }\n",
      "[ mcp_servers . \"setpilot\" ]\ncommand = 'x'\nenv = { A = 'b' }\n",
      "mcp_servers = { setpilot = { command = 'x', env = { A = 'b' } } }\n",
    ];
    for (const form of forms) {
      const read = readServers(`a = 1\n${form}`, toml);
      expect(read.ok && read.servers.get("setpilot")).toMatchObject({ entry: { command: "x", env: { A: "b" } } });
      expect(readServers(removed(`a = 1\n${form}`, toml), toml)).toEqual({ ok: true, servers: new Map() });
    }
  });

  it("removes a table from the middle and leaves its neighbours", () => {
    const text = "[a]\nx = 1\n\n[mcp_servers.setpilot]\ncommand = 'x'\n\n# of b\n[b]\ny = 2\n";
    expect(removed(text, toml)).toBe("[a]\nx = 1\n\n# of b\n[b]\ny = 2\n");
  });

  it("replaces a table where it stands", () => {
    const text = "[mcp_servers.setpilot]\ncommand = 'x'\n\n[b]\ny = 2\n";
    expect(installed(text, toml)).toMatchInlineSnapshot(`
      "[mcp_servers.setpilot]
      command = "/opt/node"
      args = [ "/opt/keyscope.cjs", "serve", "setpilot" ]

      [b]
      y = 2
      "
    `);
  });

  it("refuses a table of servers on one line, which cannot grow", () => {
    const edited = changeServer(
      "mcp_servers = { a = { command = 'x' }, b = { command = 'y' } }\n",
      toml,
      "setpilot",
      entry,
    );
    expect(edited).toEqual({ ok: false, reason: "unusual" });
  });

  it("says where a file cannot be understood, and nothing of what is there", () => {
    const read = readServers('a = 1\nkey = "sk_secret\n', toml);
    expect(read).toMatchObject({ ok: false, line: 2 });
    expect(JSON.stringify(read)).not.toContain("sk_secret");
  });
});
