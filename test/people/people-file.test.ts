import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CommandError } from "../../src/app/exit-code.ts";
import { openPeopleOrEnd } from "../../src/app/people.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { openPeopleFile } from "../../src/people/people-file.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";

const text = (scope: string) => JSON.stringify({ groups: { sales: { scopes: [scope] } } });

/** A file that is a variable. */
function open(first: string | undefined) {
  let content = first;
  let stamp = 0;
  let reads = 0;
  let looks = 0;
  const told: string[] = [];
  const clock = createFakeClock();
  const opened = openPeopleFile(
    "people.json",
    setpilot,
    clock,
    { onRead: () => told.push("read"), onProblem: (problem) => told.push(problem) },
    {
      stamp() {
        looks += 1;
        return content === undefined ? undefined : String(stamp);
      },
      read() {
        reads += 1;
        if (content === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
        return content;
      },
    },
  );
  return {
    opened,
    clock,
    told,
    counts: () => ({ reads, looks }),
    write(next: string | undefined) {
      content = next;
      stamp += 1;
    },
    scopes: () => opened.ok && opened.file.current().groups.get("sales")?.scopes,
    problem: () => opened.ok && opened.file.problem(),
  };
}

describe("a people.json in use", () => {
  it("is looked at once a second at most, and read only where it changed", async () => {
    const { scopes, clock, counts, write } = open(text("orders"));
    for (let asked = 0; asked < 100; asked++) scopes();
    expect(counts()).toEqual({ reads: 1, looks: 1 });
    await clock.advance(1_000);
    for (let asked = 0; asked < 100; asked++) scopes();
    expect(counts()).toEqual({ reads: 1, looks: 2 });
    write(text("products"));
    expect(scopes()).toEqual(["orders"]);
    await clock.advance(1_000);
    expect(scopes()).toEqual(["products"]);
    expect(counts()).toEqual({ reads: 2, looks: 3 });
  });

  it("keeps what it said while it is broken or gone, and tells it once for each change", async () => {
    const { scopes, problem, clock, write, told } = open(text("orders"));
    write('{"groups": {"sales": {"scopes": ["products"]}, "x": {"scopes": ["prodcts"]}}}');
    await clock.advance(1_000);
    const broken = `groups.x.scopes[0] "prodcts" is none of Setpilot's scopes. Did you mean "products"?`;
    expect(problem()).toBe(broken);
    expect(scopes()).toEqual(["orders"]);
    await clock.advance(5_000);
    expect(scopes()).toEqual(["orders"]);
    write(undefined);
    await clock.advance(1_000);
    expect(scopes()).toEqual(["orders"]);
    expect(problem()).toBe("it cannot be read: there is no such file; look at the name and the folder");
    write(text("products"));
    await clock.advance(1_000);
    expect([problem(), scopes()]).toEqual([undefined, ["products"]]);
    expect(told).toEqual([broken, "it cannot be read: there is no such file; look at the name and the folder", "read"]);
  });

  it("is not opened where it cannot be used at the start", () => {
    expect(open(undefined).opened).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringContaining("no such file") }],
    });
    expect(open("{").opened).toMatchObject({ ok: false });
  });

  it("ends a server's start with all its mistakes", async () => {
    const { path } = await openForTest(temporaryHome());
    const file = join(path, "people.json");
    await writeFile(file, '{"groups": {"a": {"scopes": ["ordrs"]}, "b": {}}}');
    let ended: unknown;
    try {
      openPeopleOrEnd(file, setpilot, () => {});
    } catch (error) {
      ended = error;
    }
    expect(ended).toBeInstanceOf(CommandError);
    expect(ended).toMatchObject({
      message: `${file} cannot be used for Setpilot:`,
      exitCode: 2,
      details: [
        `- groups.a.scopes[0] "ordrs" is none of Setpilot's scopes. Did you mean "orders"?`,
        '- groups.b gives nothing: add "scopes", such as ["*"] for all, or "tools".',
      ],
    });
  });

  it("is followed on disk", async () => {
    const { path } = await openForTest(temporaryHome());
    const file = join(path, "people.json");
    await writeFile(file, text("orders"));
    const clock = createFakeClock();
    const opened = openPeopleFile(file, setpilot, clock, { onRead: () => {}, onProblem: () => {} });
    if (!opened.ok) throw new Error("not opened");
    const scopes = () => opened.file.current().groups.get("sales")?.scopes;
    await writeFile(file, text("products"));
    await clock.advance(1_000);
    expect(scopes()).toEqual(["products"]);
    await rm(file);
    await clock.advance(1_000);
    expect(scopes()).toEqual(["products"]);
    expect(opened.file.problem()).toContain("no such file");
  });
});
