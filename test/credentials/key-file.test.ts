import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { Keychain } from "../../src/credentials/keychain/keychain.ts";
import { lookUpKey } from "../../src/credentials/lookup.ts";
import { explainKeyFailure, explainKeyNote } from "../../src/messages/key-failures.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";

/* A key in a file that a variable names, as containers and systemd hand secrets over. */

const { path: folder } = await openForFile(temporaryHome());
let files = 0;

function file(text: string | Buffer): string {
  files += 1;
  const path = join(folder, `secret-${files}`);
  writeFileSync(path, text);
  return path;
}

/** Nothing is stored. */
const keychain: Keychain = {
  store: "Secret Service",
  read: async () => ({ kind: "none" }),
  write: async () => ({ kind: "written", store: "Secret Service" }),
  remove: async () => ({ kind: "removed", store: "Secret Service" }),
};

async function look(env: Record<string, string>, connector: Connector = setpilot, profile = "default") {
  const found = await lookUpKey(connector, profile, { env, keychain });
  const place = { connector, profile };
  const notes = found.notes.map((note) => explainKeyNote(note, place));
  if (!found.ok) return { kind: found.failure.kind, text: explainKeyFailure(found.failure, place), notes };
  const { secret, source } = found.credential;
  return { key: secret.reveal(), source, notes };
}

const KEY = "spa_sk_file_123456";

describe("a key in a file that a variable names", () => {
  it.each(["", "\n", "\r\n", " \n\n"])("is used without what follows it: %j", async (end) => {
    expect(await look({ SETPILOT_API_KEY_FILE: file(`${KEY}${end}`) })).toEqual({
      key: KEY,
      source: { kind: "environment", variables: ["SETPILOT_API_KEY_FILE"] },
      notes: [],
    });
  });

  it("is used whoever else may read the file: Docker's secrets are so", async () => {
    const path = file(KEY);
    chmodSync(path, 0o444);
    expect(await look({ SETPILOT_API_KEY_FILE: path })).toMatchObject({ key: KEY, notes: [] });
  });

  it("is one part of two, beside a variable or another file", async () => {
    const EBIZ_BASE_URL = "https://shop.example/";
    const key = "ck_1234567890:cs_1234567890";
    const second = file("cs_1234567890\n");
    expect(
      await look({ EBIZ_BASE_URL, EBIZ_CONSUMER_KEY: "ck_1234567890", EBIZ_CONSUMER_SECRET_FILE: second }, ebiz),
    ).toMatchObject({
      key,
      source: { variables: ["EBIZ_CONSUMER_KEY", "EBIZ_CONSUMER_SECRET_FILE"] },
    });
    const first = file("ck_1234567890\n");
    expect(
      await look({ EBIZ_BASE_URL, EBIZ_CONSUMER_KEY_FILE: first, EBIZ_CONSUMER_SECRET_FILE: second }, ebiz),
    ).toMatchObject({ key });
    const half = await look({ EBIZ_CONSUMER_KEY_FILE: first }, ebiz);
    expect(half.text).toContain(
      "EBIZ_CONSUMER_KEY_FILE is set, but EBIZ_CONSUMER_SECRET, which belongs to the same key, is not.",
    );
  });

  it("of a variable that is empty counts as absent", async () => {
    expect(await look({ SETPILOT_API_KEY_FILE: "" })).toMatchObject({ kind: "none" });
    expect(await look({ SETPILOT_API_KEY_FILE: "", SETPILOT_API_KEY: KEY })).toMatchObject({ key: KEY });
    expect(await look({ SETPILOT_API_KEY_FILE: file(KEY), SETPILOT_API_KEY: "" })).toMatchObject({ key: KEY });
  });

  it("is for profile default, and that is said", async () => {
    const { kind, notes } = await look({ SETPILOT_API_KEY_FILE: file(KEY) }, setpilot, "second");
    expect({ kind, notes }).toEqual({
      kind: "none",
      notes: ['SETPILOT_API_KEY_FILE is set, but it serves only the profile "default", not "second".'],
    });
  });

  it("holds a placeholder, and the text speaks of the file", async () => {
    const { text } = await look({ SETPILOT_API_KEY_FILE: file("changeme\n") });
    expect(text).toContain('The file named by SETPILOT_API_KEY_FILE holds "changeme" instead of a key.');
    expect(text).toContain("Write the key itself into the file");
  });

  it("cannot be sent, and the text speaks of the file", async () => {
    const { text } = await look({ SETPILOT_API_KEY_FILE: file("spa_sk_one two_1234") });
    expect(text).toContain(
      "The key from the file named by SETPILOT_API_KEY_FILE cannot be sent: it contains spaces or line breaks.",
    );
    expect(text).toContain("put it into the file named by SETPILOT_API_KEY_FILE");
  });
});

describe("a file that has no key", () => {
  const missing = join(folder, "not-there");
  const empty = file("\n");
  const large = file(Buffer.alloc(20_000, "a"));
  const aFolder = join(folder, "a-folder");
  mkdirSync(aFolder);

  it.each([
    ["is not there", missing, "there is no such file"],
    ["is empty", empty, "it is empty"],
    ["is a folder", aFolder, "it is a folder"],
    ["is too large", large, "it is larger than 16 kB"],
    ["is a device", "/dev/zero", "it is no ordinary file"],
  ])("because it %s: the text names variable, path and what to do", async (_, path, why) => {
    const { kind, text = "" } = await look({ SETPILOT_API_KEY_FILE: path });
    expect(kind).toBe("secret-file");
    expect(text).toContain(`SETPILOT_API_KEY_FILE names ${path}`);
    expect(text).toContain(why);
    expect(text).toContain(
      "Correct the path, or write the key into that file, which a server that runs notices by itself.",
    );
  });

  it.skipIf(process.getuid?.() === 0)("because it may not be read", async () => {
    const path = file(KEY);
    chmodSync(path, 0);
    expect((await look({ SETPILOT_API_KEY_FILE: path })).text).toContain("this user may not read it");
  });

  it("is not tried where the key is also in the variable itself: nobody can tell which one is meant", async () => {
    const { text } = await look({ SETPILOT_API_KEY: "spa_sk_other_1234", SETPILOT_API_KEY_FILE: file(KEY) });
    expect(text).toBe(
      "SETPILOT_API_KEY and SETPILOT_API_KEY_FILE are both set, so it is not clear which key is meant. Remove one of them.",
    );
  });

  it("is not named where the variable has the key itself, which no text shows", async () => {
    const { text } = await look({ SETPILOT_API_KEY_FILE: KEY });
    expect(text).not.toContain(KEY);
    expect(text).toContain("SETPILOT_API_KEY_FILE holds what looks like a key, not the path of a file.");
    expect(text).toContain("A key itself belongs in SETPILOT_API_KEY.");
  });

  it("never throws, and never shows what is in the file", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 17_000, size: "max" }), async (bytes) => {
        const content = Buffer.from(bytes);
        const found = await look({ SETPILOT_API_KEY_FILE: file(content) });
        if (found.key === undefined && content.length > 80)
          expect(found.text).not.toContain(content.toString().slice(0, 40));
      }),
      { numRuns: 50 },
    );
  });
});

it("no connector has a variable of its own that would be taken for one that names a file", () => {
  const variables = connectors.flatMap(({ keyForms }) =>
    keyForms.flatMap(({ parts }) => parts.map(({ variable }) => variable)),
  );
  expect(variables.filter((variable) => variable.endsWith("_FILE"))).toEqual([]);
});
