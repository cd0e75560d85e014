import { describe, expect, it } from "vitest";
import { plaintextKeys, spotName } from "../../../src/clients/config/plaintext-keys.ts";
import { connectors } from "../../../src/connectors/catalog/index.ts";

const KEY = "spa_sk_sandbox_all_scopes_7f3a";
const [CONSUMER_KEY, CONSUMER_SECRET] = [`ck_${"4e1a".repeat(10)}`, `cs_${"91d0".repeat(10)}`];

/** What is found in an entry that stands in a file as JSON.stringify writes it, the server's name on line 1. */
function found(entry: object) {
  const text = `"server": ${JSON.stringify(entry, undefined, 2)}`;
  return plaintextKeys({ entry, line: 1 }, text, connectors).map((key) => ({
    kind: key.kind,
    connector: key.connector.id,
    lastFour: key.secret.lastFour,
    spots: key.spots.map((spot) => `${spotName(spot)}, line ${spot.line}`),
    ...(key.kind === "part" ? { missing: key.missing } : { form: key.form.id }),
  }));
}

describe("plaintext keys in a server's entry", () => {
  it("are what stands under a key's variable, whatever it looks like", () => {
    expect(found({ command: "x", env: { LANG: "C", SETORA_API_KEY: "Bearer abcdef0123456789" } })).toEqual([
      { kind: "key", connector: "setora", form: "key", lastFour: "6789", spots: ["variable SETORA_API_KEY, line 5"] },
    ]);
  });

  it.each([
    ["an argument", { command: "x", args: ["-y", `--api-key=${KEY}`] }, "argument 2, line 5"],
    [
      "a header",
      { url: "https://x.example", headers: { Authorization: `Bearer ${KEY}` } },
      "header Authorization, line 4",
    ],
    ["a header of Codex", { http_headers: { "X-API-Key": KEY } }, "header X-API-Key, line 3"],
    ["an address", { serverUrl: `https://x.example/mcp?key=${KEY}` }, "address (serverUrl), line 2"],
    ["a variable of opencode's", { environment: { SETPILOT_API_KEY: KEY } }, "variable SETPILOT_API_KEY, line 3"],
    ["a variable of Goose's", { envs: { SETPILOT_API_KEY: KEY } }, "variable SETPILOT_API_KEY, line 3"],
    ["a word of opencode's command", { command: ["x", KEY] }, "argument 2, line 4"],
    ["a variable of another name", { env: { API_KEY: KEY } }, "variable API_KEY, line 3"],
    ["a longer text", { env: { OTHER: `x:${KEY}` } }, "variable OTHER, line 3"],
  ])("are words that begin as keys do, in %s", (_, entry, spot) => {
    expect(found(entry)).toEqual([
      { kind: "key", connector: "setpilot", form: "key", lastFour: "7f3a", spots: [spot] },
    ]);
  });

  it.each([
    ["a placeholder of the client's", { env: { SETPILOT_API_KEY: `\${SETPILOT_API_KEY}` } }],
    ["a placeholder of opencode's", { environment: { SETPILOT_API_KEY: "{env:SETPILOT_API_KEY}" } }],
    ["a placeholder of Continue's", { env: { SETPILOT_API_KEY: `\${{ secrets.SETPILOT_API_KEY }}` } }],
    ["VS Code's question", { env: { SETPILOT_API_KEY: `\${input:setpilot-key}` } }],
    ["a placeholder of a page's", { env: { SETPILOT_API_KEY: "spa_sk_xxxxxxxx" } }],
    ["dots after the prefix", { args: ["--key=spa_sk_..."] }],
    ["dots after a beginning", { args: ["--key=spa_sk_live_12345..."] }],
    ["words for a key", { args: ["spa_sk_YOUR_KEY"] }],
    ["the prefix alone", { args: ["--prefix=spa_sk_"] }],
    ["a word that only ends so", { args: ["stock_abcdefghijkl", "x_spa_sk_abc"] }],
    ["a short word with a short prefix", { args: ["ck_file"] }],
    ["an empty variable", { env: { SETPILOT_API_KEY: "" } }],
    ["an entry that is no table", []],
    ["an environment that is no table", { env: ["SETPILOT_API_KEY"] }],
  ])("are not %s", (_, entry) => {
    expect(found(entry)).toEqual([]);
  });

  it("have two parts where the product's have", () => {
    const variables = { EBIZ_CONSUMER_KEY: "ck_short", EBIZ_CONSUMER_SECRET: "cs_short" };
    expect(found({ env: variables })).toMatchObject(
      [{ kind: "key", form: "consumer", spots: [/EBIZ_CONSUMER_KEY, line 3/, /EBIZ_CONSUMER_SECRET, line 4/] }].map(
        (key) => ({ ...key, spots: key.spots.map((spot) => expect.stringMatching(spot)) }),
      ),
    );
    expect(found({ url: `https://${CONSUMER_KEY}:${CONSUMER_SECRET}@shop.example` })).toMatchObject([
      { kind: "key", connector: "ebiz", form: "consumer", spots: ["address (url), line 2", "address (url), line 2"] },
    ]);
  });

  it.each([
    ["by its variable", { env: { EBIZ_CONSUMER_SECRET: "cs_short", EBIZ_CONSUMER_KEY: `\${X}` } }, "consumer key"],
    ["by its beginning", { args: [CONSUMER_KEY] }, "consumer secret"],
  ])("may be only a part, known %s", (_, entry, missing) => {
    expect(found(entry)).toMatchObject([{ kind: "part", connector: "ebiz", missing }]);
  });

  it("are each told once, with all the places", () => {
    expect(found({ args: [KEY], env: { SETPILOT_API_KEY: KEY } })).toEqual([
      {
        kind: "key",
        connector: "setpilot",
        form: "key",
        lastFour: "7f3a",
        spots: ["variable SETPILOT_API_KEY, line 6", "argument 1, line 3"],
      },
    ]);
  });

  it("of both kinds in one entry are two", () => {
    const env = { EBIZ_CONSUMER_KEY: "ck_a1", EBIZ_CONSUMER_SECRET: "cs_a1", EBIZ_API_KEY: "legacy0123456789" };
    expect(found({ env })).toMatchObject([{ form: "consumer" }, { form: "legacy" }]);
  });

  it("stand on the server's line when the file writes them in an unusual way", () => {
    const entry = { env: { SETPILOT_API_KEY: KEY } };
    const text = `{\n"s": {"env": {"SETPILOT_API_KEY": "\\u0073${KEY.slice(1)}"}}}`;
    const [key] = plaintextKeys({ entry, line: 2 }, text, connectors);
    expect(key?.spots.map(({ line }) => line)).toEqual([2]);
  });
});
