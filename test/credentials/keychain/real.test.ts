import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { running, startKeyringSession } from "../../helpers/keyring-session.ts";

const run = promisify(execFile);
const session = await startKeyringSession();
let probe = "";
let removeProbe = () => {};

/** Where a bundle finds the keychain library, as the real one does. */
const besideLibrary = join(import.meta.dirname, "../../../node_modules/.cache");

/** Bundles keychain-probe.ts as the program itself is bundled. Returns its path and how to remove it. */
async function buildProbe(folder: string): Promise<{ path: string; remove: () => void }> {
  const path = join(folder, `keychain-probe-${process.pid}.cjs`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, "keychain-probe.ts")],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["@napi-rs/keyring"],
    // Else `import()` of the library goes through Node's ESM loader, whose start takes longer than reading the key.
    supported: { "dynamic-import": false },
  });
  return { path, remove: () => rmSync(path, { force: true }) };
}

async function keychain(env: Record<string, string>, ...steps: string[]): Promise<unknown[]> {
  const { stdout } = await run(process.execPath, [probe, "default", ...steps], { env });
  const answer: unknown = JSON.parse(stdout);
  if (!Array.isArray(answer)) throw new Error(stdout);
  return answer;
}

describe.skipIf("skipped" in session)("the keychain, for real", () => {
  const KEY = "spa_sk_0123456789abcdef";
  const store = "Secret Service";
  const found = {
    lastFour: "cdef",
    source: { kind: "keychain", store },
    url: "https://app.setpilot.io/api/v2/",
    notes: [],
  };

  beforeAll(async () => {
    ({ path: probe, remove: removeProbe } = await buildProbe(besideLibrary));
  });

  beforeEach(async () => {
    await running(session).unlock();
  });

  afterAll(async () => {
    removeProbe();
    await running(session).stop();
  });

  it("keeps a key, gives it to another process, replaces it whole and removes it", async () => {
    const { env } = running(session);
    expect(await keychain(env, "look", `store default ${KEY}`, "look", "look other")).toEqual([
      { failure: { kind: "none", store: "Secret Service" }, notes: [] },
      { kind: "written", store, isTold: false },
      found,
      // The profile that has a key is named, in case the other was misspelt.
      { failure: { kind: "none", profiles: ["default"], store: "Secret Service" }, notes: [] },
    ]);
    expect(await keychain(env, "look", "store default spa_sk_another_9876", "look", "remove", "remove")).toEqual([
      found,
      { kind: "written", store, isTold: false },
      { ...found, lastFour: "9876" },
      { kind: "removed", store, isTold: false },
      { kind: "nothing-there", store, isTold: false },
    ]);
  });

  it("finds the bus by its socket when the client passes no address", async () => {
    const { env, socket } = running(session);
    const { DBUS_SESSION_BUS_ADDRESS: _, ...six } = env;
    expect(Object.keys(six).sort()).toEqual(["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"]);
    await keychain(env, `store default ${KEY}`);
    expect(await keychain({ ...six, XDG_RUNTIME_DIR: join(socket, "..") }, "look")).toEqual([found]);
    await keychain(env, "remove");
  });

  it("finds /run/user/<uid>/bus with nothing but the six variables", async (context) => {
    const { env, socket } = running(session);
    const { DBUS_SESSION_BUS_ADDRESS: _, ...six } = env;
    const uid = process.getuid?.() ?? 0;
    // A mount namespace of its own, so that no other test sees this bus.
    const namespace = uid === 0 ? ["--mount"] : ["--user", "--map-current-user", "--mount", "--keep-caps"];
    const script = `mount -t tmpfs none /run && mkdir -p /run/user/${uid} && touch /run/user/${uid}/bus &&
      mount --bind "$1" /run/user/${uid}/bus || exit 77; exec "$2" "$3" default look`;
    // The bus keeps its socket in a temporary folder, which the mount over /run leaves in sight.
    const args = [...namespace, "sh", "-c", script, "sh", socket, process.execPath, probe];
    await keychain(env, `store default ${KEY}`);
    const answer = await run("unshare", args, { env: six }).catch((error: unknown) => ({ stdout: "", error }));
    await keychain(env, "remove");
    if (answer.stdout === "") return context.skip(`no mount namespace here: ${"error" in answer ? answer.error : ""}`);
    expect(JSON.parse(answer.stdout)).toEqual([found]);
  });

  it("tells locked from empty, asks nobody, and loses nothing", async () => {
    const { env, lock, unlock } = running(session);
    await keychain(env, `store default ${KEY}`);
    await lock();
    expect(await keychain(env, "look", "store default spa_sk_another_9876", "remove")).toEqual([
      { failure: { kind: "locked", store }, notes: [] },
      { kind: "locked", store },
      { kind: "locked", store },
    ]);
    await unlock();
    expect(await keychain(env, "look", "remove", "look")).toEqual([
      found,
      { kind: "removed", store, isTold: false },
      { failure: { kind: "none", store: "Secret Service" }, notes: [] },
    ]);
    await lock();
    expect(await keychain(env, "look", "remove")).toEqual([
      { failure: { kind: "locked", store }, notes: [] },
      { kind: "locked", store },
    ]);
  });

  it("says that it cannot tell where no tool can ask", async () => {
    const { env } = running(session);
    expect(await keychain({ ...env, PATH: "/nowhere" }, "look")).toEqual([
      { failure: { kind: "none-or-locked", store }, notes: [] },
    ]);
  });

  it("tells a bus without a Secret Service, and no bus at all", async () => {
    const { env, stopKeyring } = running(session);
    await stopKeyring();
    const unreachable = (reason: string) => ({ kind: "unreachable", store, reason, detail: expect.any(String) });
    const nobody = unreachable("no-secret-service");
    const steps = ["look", `store default ${KEY}`, "remove"] as const;
    expect(await keychain(env, ...steps)).toEqual([{ failure: nobody, notes: [] }, nobody, nobody]);
    const noBus = unreachable("no-bus");
    const stale = { ...env, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/bus" };
    expect(await keychain(stale, ...steps)).toEqual([{ failure: noBus, notes: [] }, noBus, noBus]);
  });

  it("names an entry that another program left, and replaces and removes it", async () => {
    const { env } = running(session);
    expect(await keychain(env, "write default hello", "look", `store default ${KEY}`, "look", "remove")).toEqual([
      { kind: "written", store },
      { failure: { kind: "damaged", store, reason: "not-ours" }, notes: [] },
      { kind: "written", store, isTold: false },
      found,
      { kind: "removed", store, isTold: false },
    ]);
  });

  it("leaves one whole pair when several processes log in at once", async () => {
    const { env } = running(session);
    const keys = ["a", "b", "c", "d"].map((letter) => `spa_sk_${letter.repeat(400)}`);
    await Promise.all(keys.map((key) => keychain(env, `store race ${key}`)));
    const [entry] = await keychain(env, "read race", "remove race");
    expect(keys.map((secret) => ({ v: 1, baseUrl: "https://app.setpilot.io/api/v2/", secret }))).toContainEqual(
      documentOf(entry),
    );
  });

  it("keeps the kernel's keyring apart", async () => {
    const { env } = running(session);
    await keychain(env, `store default ${KEY}`);
    const { stdout } = await run(process.execPath, [probe, "kernel", "read"], { env });
    expect(stdout).not.toContain(KEY);
    await keychain(env, "remove");
  });
});

it("goes on without the keychain library, as on hosts that refuse native modules", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keyscope-no-library-"));
  try {
    const { path } = await buildProbe(folder);
    const { PATH } = process.env;
    const run = (more: Record<string, string>, ...steps: string[]): unknown =>
      JSON.parse(
        execFileSync(process.execPath, [path, "default", ...steps], { env: { PATH, ...more }, encoding: "utf8" }),
      );
    const missing = { kind: "library-missing", store: expect.any(String), detail: expect.stringContaining("keyring") };
    expect(run({}, "look", "store default spa_sk_1234", "remove")).toEqual([
      { failure: missing, notes: [] },
      missing,
      missing,
    ]);
    expect(run({ SETPILOT_API_KEY: "spa_sk_0123456789" }, "look")).toMatchObject([{ source: { kind: "environment" } }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function documentOf(entry: unknown): unknown {
  if (typeof entry !== "object" || entry === null || !("value" in entry)) throw new Error(JSON.stringify(entry));
  return JSON.parse(String(entry.value));
}
