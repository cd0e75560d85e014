import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { type FakeApi, startFakeApi } from "../helpers/fake-api.ts";
import { disguiseNames, echo, likelyKey, placeNames } from "./echoes.ts";
import { tracesIn, tracesInFiles } from "./traces.ts";

/** Keys of other forms than Setpilot's one: a consumer key with its secret by HTTP Basic, and a header of the API's own. */
const [consumer, secret, legacy] = [201, 202, 203].map((seed) => likelyKey(seed).replace("spa_sk_", ""));

const forms = [
  {
    form: "a consumer key with its secret",
    variables: { EBIZ_CONSUMER_KEY: `ck_${consumer}`, EBIZ_CONSUMER_SECRET: `cs_${secret}` },
    sent: [`ck_${consumer}`, `cs_${secret}`, `ck_${consumer}:cs_${secret}`],
  },
  { form: "a key in X-API-Key", variables: { EBIZ_API_KEY: `ek_${legacy}` }, sent: [`ek_${legacy}`] },
];

let api: FakeApi;
let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeAll(async () => {
  api = await startFakeApi();
  home = await temporaryHome();
});

afterAll(async () => {
  await api.close();
  await home.remove();
});

/** Where an answer leaves the key in use and is not asked for again, so that each call is one request. */
const places = placeNames.filter((place) => !/^a 40[13]|502$/.test(place));

describe.each(forms)("$form that the API sends back", ({ variables, sent }) => {
  const searches = sent.flatMap((text, part) =>
    places.map((place, at) => ({ search: `${part} ${place}`, text, place, at: at + part })),
  );

  function environment() {
    api.react("", [echo(sent.join(":"), { place: "the shop's name", disguise: "base64", pad: 9, split: 40 })]);
    for (const { search, text, place, at } of searches) {
      const disguise = disguiseNames[at % disguiseNames.length] ?? "plain";
      api.react(search, [echo(text, { place, disguise, pad: (at * 37) % 300, split: at * 11 })]);
    }
    const added = { ...variables, EBIZ_BASE_URL: api.baseUrl, EBIZ_PRIVACY: "masked", KEYSCOPE_LOG_LEVEL: "debug" };
    return clientEnvironment(home.path, added);
  }

  function expectNoTrace(text: string): void {
    for (const part of Object.values(variables)) expect(tracesIn(text, part, { parts: true })).toEqual([]);
  }

  it("is in no answer, no error, no log and no file", async () => {
    const client = await connect(generations[0], environment(), ["serve", "ebiz"]);
    const texts = [JSON.stringify(await client.tools())];
    for (const { search } of searches) {
      // Requests for products count against no key's limit.
      texts.push((await client.call("ebiz_list_products", { search })).text);
      expect(api.requests(search)).toBeGreaterThan(0);
    }
    texts.push((await client.call("ebiz_check_access")).text, client.stderr());
    await client.close();
    expect(texts.join("")).toContain("[secret]");
    for (const text of texts) expectNoTrace(text);
    for (const part of sent) expect(tracesInFiles(home.path, part)).toEqual([]);
  });

  it.each(["status", "status --json", "tools --json", "call ebiz_list_products"])(
    "is not printed by %s",
    async (line) => {
      const [command = "", ...rest] = line.split(" ");
      const args = command === "call" ? [command, ...rest, "search=0 rows"] : [command, "ebiz", ...rest];
      const { stdout, stderr } = await runCommand(args, { env: environment() });
      expect(stdout + stderr).not.toBe("");
      expectNoTrace(stdout + stderr);
    },
  );
});
