import fc from "fast-check";
import { dump, load } from "js-yaml";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { ConfigPlace } from "../../../src/clients/client.ts";
import { changeServer, readServers, withEntryChanged } from "../../../src/clients/config/servers.ts";

const map: ConfigPlace = { file: "config.yaml", format: "yaml", servers: ["extensions"] };
const list: ConfigPlace = { file: "config.yaml", format: "yaml-list", servers: ["mcpServers"] };
const entry = { name: "setpilot", command: "/opt/node", args: ["/opt/keyscope.cjs", "serve", "setpilot"] };

function changed(text: string, place: ConfigPlace, without?: "out"): string {
  const edited = changeServer(text, place, "setpilot", without === "out" ? undefined : entry);
  if (!edited.ok) throw new Error(edited.reason);
  return edited.text;
}

const maps: Readonly<Record<string, string>> = {
  comments: "# mine\nA: 1 # why\n\nextensions: # all\n  a: # first\n    cmd: x # end\n  # below\n\nZ: 2\n# bye\n",
  CRLF: "A: 1\r\nextensions:\r\n    a:\r\n        cmd: x\r\n",
  "texts of several lines": "extensions:\n  a:\n    cmd: |\n      one\n      two\nZ: >-\n  folded\n  text\n",
  "quotes and braces": "extensions:\n  'a': { cmd: \"x\", args: [1, 2] }\n",
  "no final line end": "A: 1\nextensions:\n  a:\n    cmd: x",
  "no servers": "A: 1\n",
  "a byte order mark": "\uFEFFA: 1\n",
  "anchors elsewhere": "A: &x\n  k: 1\nB: *x\nextensions:\n  a:\n    cmd: y\n",
};

const lists: Readonly<Record<string, string>> = {
  comments:
    "name: Local # mine\nmcpServers:\n  # first\n  - name: a # why\n    command: x\n  # last\nmodels:\n  - name: m\n",
  "dashes below their key": "mcpServers:\n- name: a\n  args:\n  - 1\n  - 2\nz: 1\n",
  "references without a name": "mcpServers:\n  - uses: org/one\n  - uses: org/two\n",
  "wide dashes": "mcpServers:\n  -   name: a\n      command: x\n",
  "no servers": "name: Local\nversion: 1.0.0\n",
};

describe.each([
  ["a table", map, maps],
  ["a list", list, lists],
] as const)("YAML with its servers in %s", (_, place, files) => {
  it.each(Object.entries(files))("%s: everything else stays, and removing gives the file back", (_, text) => {
    const after = changed(text, place);
    const read = readServers(after, place);
    expect(read.ok && read.servers.get("setpilot")?.entry).toEqual(entry);
    const lines = after.split(/\r?\n/);
    const rest = text.replace(/\r?\n$/, "").split(/\r?\n/);
    expect(lines.filter((line) => rest.includes(line))).toEqual(expect.arrayContaining(rest));
    expect(changed(after, place)).toBe(after);
    expect(changed(after, place, "out")).toBe(text);
    expect(after.includes("\r\n")).toBe(text.includes("\r\n"));
  });

  it("gets its first server where the table is there and empty, and in an empty file", () => {
    const [key = ""] = place.servers;
    const none = place === list ? "[]" : "{}";
    for (const text of ["", "# only words\n", `${key}:\n`, `${key}: ${none} # none\nz: 1\n`, `${key}: ~\n`]) {
      const read = readServers(changed(text, place), place);
      expect(read.ok && [...read.servers.keys()]).toEqual(["setpilot"]);
    }
  });

  it("tells lines, and where it cannot be understood, without a word of the file", () => {
    const after = changed("# one\nz: 1\n", place);
    expect(readServers(after, place)).toMatchObject({ servers: new Map([["setpilot", { entry, line: 4 }]]) });
    const failed = readServers("a: 1\nb: 'hush\n", place);
    expect(failed).toMatchObject({ ok: false, line: 3, reason: "deficient indentation" });
    expect(JSON.stringify(failed)).not.toContain("hush");
  });
});

it("a form that cannot be changed by lines is refused", () => {
  for (const text of ["extensions: { a: { cmd: x } }\n", "x: &x {}\nextensions: *x\n", "{ extensions: {} }\n"]) {
    expect(changeServer(text, map, "setpilot", entry)).toEqual({ ok: false, reason: "unusual" });
  }
  expect(readServers("mcpServers:\n  - name: a\n  - name: a\n", list)).toMatchObject({
    ok: false,
    reason: '"mcpServers" is not a list of servers with different names',
  });
  const bomb = `a: &a [1]\n${Array.from({ length: 12 }, (_, at) => `b${at}: &b${at} [*${at === 0 ? "a" : `b${at - 1}`},*${at === 0 ? "a" : `b${at - 1}`},*${at === 0 ? "a" : `b${at - 1}`}]`).join("\n")}\n`;
  expect(readServers(bomb, map)).toMatchObject({ ok: false, reason: "it is no YAML" });
});

it("a variable is cut out, and all else in the entry stays", () => {
  const text = "extensions:\n  setpilot:\n    cmd: x # mine\n    envs:\n      KEY: k\n      B: b # kept\n";
  const change = (without: string[][], from: string) => {
    const read = readServers(from, map);
    const found = read.ok ? read.servers.get("setpilot")?.entry : undefined;
    return withEntryChanged(from, map, "setpilot", { entry: found, without });
  };
  const first = change([["envs", "KEY"]], text);
  expect(first).toEqual({
    ok: true,
    text: "extensions:\n  setpilot:\n    cmd: x # mine\n    envs:\n      B: b # kept\n",
  });
  const second = change([["envs", "B"]], first.ok ? first.text : "");
  expect(second).toEqual({ ok: true, text: "extensions:\n  setpilot:\n    cmd: x # mine\n" });
});

it("any data comes through: nothing but the server changes, or the change is refused", () => {
  const name = fc.string({ minLength: 1, maxLength: 8 });
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 3 }),
  );
  const table = fc.dictionary(name, fc.dictionary(name, value, { maxKeys: 3 }), { maxKeys: 3 });
  fc.assert(
    fc.property(table, fc.dictionary(name, value, { maxKeys: 3 }), fc.boolean(), (servers, rest, isFlow) => {
      const text = dump({ ...rest, extensions: servers }, isFlow ? { flowLevel: 0 } : {});
      const edited = changeServer(text, map, "setpilot", entry);
      if (!edited.ok) return;
      const before = z.record(z.string(), z.unknown()).parse(load(text));
      const extensions = z.record(z.string(), z.unknown()).parse(before["extensions"]);
      expect(load(edited.text)).toEqual({ ...before, extensions: { ...extensions, setpilot: entry } });
    }),
    { numRuns: 300 },
  );
});
