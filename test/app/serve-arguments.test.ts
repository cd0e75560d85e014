import { describe, expect, it } from "vitest";
import { formatServe, parseServe } from "../../src/app/serve-arguments.ts";

const nothing = { connector: undefined, profile: undefined, keyring: undefined };

describe("the arguments of serve", () => {
  it.each([
    ["", nothing],
    ["serve", nothing],
    ["serve ebiz", { ...nothing, connector: "ebiz" }],
    ["serve --profile eu ebiz", { ...nothing, connector: "ebiz", profile: "eu" }],
    ["serve ebiz --profile=eu --keyring kernel", { connector: "ebiz", profile: "eu", keyring: "kernel" }],
  ])("%j is read, and written again", (line, selection) => {
    const words = line.split(" ").filter((word) => word !== "");
    expect(parseServe(words, true)).toEqual(selection);
    expect(parseServe(words, false)).toEqual(selection);
    expect(parseServe(formatServe(selection), true)).toEqual(selection);
  });

  it.each([
    ["serve ebiz setora", "ebiz"],
    ["serve --verbose ebiz", "ebiz"],
    ["serve ebiz --profile", "ebiz"],
    ["serve --keyring file ebiz", "ebiz"],
  ])("%j is left to the whole program, and read as far as it goes", (line, connector) => {
    expect(parseServe(line.split(" "), true)).toBeUndefined();
    expect(parseServe(line.split(" "), false)).toMatchObject({ connector, profile: undefined });
  });

  it.each(["demo", "--profile eu", "--help"])("%j is another command", (line) => {
    expect(parseServe(line.split(" "), true)).toBeUndefined();
    expect(parseServe(line.split(" "), false)).toBeUndefined();
  });
});
