import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainAddressProblem } from "../../../src/messages/store/store-failures.ts";
import { findAddress } from "../../../src/rate-limit/valkey/address.ts";

const noFile = (): string => {
  throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
};

function find(
  argument?: string,
  environment: Record<string, string> = {},
  readFile = noFile as (path: string) => string,
) {
  return findAddress({ argument, environment, readFile });
}

/** What the person reads instead of an address. */
function refusal(...given: Parameters<typeof find>): string {
  const found = find(...given);
  if (found.ok) throw new Error("It was taken.");
  return explainAddressProblem(found.problem);
}

describe("the address of the common count", () => {
  it("is nowhere, and then there is none", () => {
    expect(find()).toEqual({ ok: true, address: undefined });
    expect(find("", { KEYSCOPE_STORE_URL: "" })).toEqual({ ok: true, address: undefined });
  });

  it.each([
    ["valkey://cache", { host: "cache", port: 6379, tls: false, database: 0, name: "cache:6379" }],
    ["redis://cache:7000/2", { host: "cache", port: 7000, tls: false, database: 2, name: "cache:7000" }],
    ["valkeys://cache", { host: "cache", tls: true }],
    ["rediss://keyscope@cache/", { host: "cache", tls: true, user: "keyscope", password: undefined }],
    ["valkey://[::1]:6380", { host: "::1", port: 6380, name: "[::1]:6380" }],
  ])("%s is one", (text, expected) => {
    const found = find(text);
    expect(found).toMatchObject({ ok: true, address: expected });
  });

  it("with a password comes from a variable or a file, and its name has none of it", () => {
    const text = "valkey://keyscope:p%40ss%2Fword@cache:6379/1";
    const expected = { ok: true, address: { user: "keyscope", password: "p@ss/word", name: "cache:6379" } };
    expect(find(undefined, { KEYSCOPE_STORE_URL: text })).toMatchObject(expected);
    expect(find(undefined, { KEYSCOPE_STORE_URL_FILE: "/run/url" }, () => `${text}\n`)).toMatchObject(expected);
  });

  it.each([
    "valkey://keyscope:hunter2@cache",
    "valkey://:hunter2@cache",
    "redis://:hunter2/x@cache",
    "http://a:hunter2@b",
  ])("with a password is refused as an argument, also where nothing else can be read: %s", (text) => {
    expect(refusal(text)).toBe(
      "A password does not belong on a command line: everybody on this machine can read it there, and the shell keeps it in its history. Leave --store out. Put the whole address into the variable KEYSCOPE_STORE_URL, or into a file that KEYSCOPE_STORE_URL_FILE names.",
    );
  });

  it.each([
    ["cache:6379", "--store names no Valkey or Redis."],
    ["cache", "--store holds no address that can be read."],
    ["valkey://", "--store holds no address that can be read."],
    ["http://cache", "--store names no Valkey or Redis."],
    ["valkey://cache/shop", "--store has a path that is no number."],
    ["valkey://cache?db=2", "--store has something after a question mark or a hash sign"],
  ])("%s is none", (text, sentence) => {
    expect(refusal(text)).toContain(sentence);
  });

  it("in two places is refused, as is a file that cannot be read", () => {
    expect(refusal("valkey://cache", { KEYSCOPE_STORE_URL: "valkey://other" })).toBe(
      "The address of the store is given more than once: --store and the variable KEYSCOPE_STORE_URL. Leave one.",
    );
    expect(refusal(undefined, { KEYSCOPE_STORE_URL_FILE: "/run/secrets/store" })).toBe(
      "The file /run/secrets/store, which KEYSCOPE_STORE_URL_FILE names, cannot be read (ENOENT). Check that it is there and that the user of this server may read it.",
    );
    expect(refusal(undefined, { KEYSCOPE_STORE_URL_FILE: "/run/url" }, () => "nonsense")).toMatch(
      /^The file that KEYSCOPE_STORE_URL_FILE names holds no address/,
    );
  });

  it("is never repeated, whatever it is", () => {
    const secret = fc.string({ minLength: 1 }).map((text) => `hunter2${text}hunter2`);
    fc.assert(
      fc.property(secret, fc.constantFrom("", "valkey://:", "redis://u:", "http://:"), (password, scheme) => {
        const found = find(undefined, { KEYSCOPE_STORE_URL: `${scheme}${password}@cache` });
        if (found.ok) expect(found.address?.name ?? "").not.toContain("hunter2hunter2");
        else expect(explainAddressProblem(found.problem)).not.toContain("hunter2");
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
