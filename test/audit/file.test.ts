import { copyFile, mkdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openFileSink } from "../../src/audit/file-sink.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { runCommand } from "../helpers/command.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { openDisk, openPlace } from "../helpers/place.ts";
import { readLines, startAudited, TOKEN } from "./audited-server.ts";

const place = await openPlace();
const env = place.withKey(place.sandbox.keys.all);
const disk = await openForFile(openDisk());
let files = 0;

function freshFile(folder = place.home): string {
  files += 1;
  return join(folder, `audit-${files}.jsonl`);
}

describe("a file that is rotated", () => {
  it("is opened anew when it was renamed, at the latest a second later, and nothing is lost", async () => {
    const clock = createFakeClock();
    const file = freshFile();
    const sink = await openForTest(openFileSink(file, clock));
    await sink.append(Buffer.from("1\n"));
    await rename(file, `${file}.1`);
    await sink.append(Buffer.from("2\n"));
    await clock.advance(1_000);
    await sink.append(Buffer.from("3\n"));
    // As logrotate makes the next one itself, with rights that somebody chose.
    await rename(file, `${file}.2`);
    await writeFile(file, "", { mode: 0o640 });
    sink.reopen();
    await sink.append(Buffer.from("4\n"));
    const texts = await Promise.all([`${file}.1`, `${file}.2`, file].map((name) => readFile(name, "utf8")));
    expect(texts).toEqual(["1\n2\n", "3\n", "4\n"]);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await stat(`${file}.2`)).mode & 0o777).toBe(0o600);
  });

  it("may be copied and cut instead", async () => {
    const file = freshFile();
    const sink = await openForTest(openFileSink(file, createFakeClock()));
    await sink.append(Buffer.from("1\n"));
    await copyFile(file, `${file}.1`);
    await truncate(file);
    await sink.append(Buffer.from("2\n"));
    expect(await readFile(file, "utf8")).toBe("2\n");
  });

  it.skipIf(process.platform === "win32")("is opened anew by a server that is sent SIGHUP, which goes on", async () => {
    const file = freshFile();
    const server = await openForTest(startAudited(env, file));
    await server.call("setpilot_check_access");
    await readLines(file, 2);
    await rename(file, `${file}.1`);
    server.kill("SIGHUP");
    // Only the signal makes it look at once; a call may still be faster than the signal.
    await server.call("setpilot_check_access");
    await server.call("setpilot_check_access");
    const calls = async () =>
      (await Promise.all([`${file}.1`, file].map((name) => readFile(name, "utf8").catch(() => "")))).join("");
    await expect.poll(async () => (await calls()).match(/"kind":"call"/g)?.length).toBe(3);
    server.kill("SIGTERM");
    expect((await server.ended).exitCode).toBe(0);
  });
});

it("gets whole lines from two servers at once, though each writes many", async () => {
  const file = freshFile();
  const servers = await Promise.all([1, 2].map(() => openForTest(startAudited(env, file))));
  const calls = servers.flatMap((server) =>
    Array.from({ length: 100 }, () => server.callAsBefore("setpilot_no_such_tool")),
  );
  await Promise.all(calls);
  expect(await readLines(file, 200, "call")).toHaveLength(200);
});

describe("what cannot be written", () => {
  const start = (file: string) =>
    runCommand(["serve", "setpilot", "--http", "127.0.0.1:0", "--audit", file], {
      env: { ...env, KEYSCOPE_HTTP_TOKEN: TOKEN },
    });

  it("is not taken for calls over standard input", async () => {
    const { stderr, exitCode } = await runCommand(["serve", "setpilot", "--audit", freshFile()], { env });
    expect(stderr).toContain("--store and --audit go with --http.");
    expect(exitCode).toBe(2);
  });

  it("keeps the server from starting, and a person is told why", async () => {
    const missing = await start(join(place.home, "no-such-folder/audit.jsonl"));
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain("was not written: there is no such folder. Make it, and try again.");
    const folder = await start(place.home);
    expect(folder.exitCode).toBe(1);
    expect(folder.stderr).toContain("was not written: it is a folder. Name a file in it, and try again.");
  });

  it.skipIf(process.platform === "win32")("may not be a pipe or a device", async () => {
    const device = await start("/dev/null");
    expect(device.exitCode).toBe(1);
    expect(device.stderr).toContain(
      "/dev/null is no ordinary file, so no audit can be kept there. Name a file, or write --audit - for standard output.",
    );
  });

  it.skipIf(process.platform === "win32")(
    "ends nothing where it is standard output that nobody reads any more",
    async () => {
      const server = await openForTest(startAudited(env, "-"));
      await server.call("setpilot_check_access");
      await server.until('"kind":"call"');
      server.stopReading();
      for (let call = 0; call < 3; call++) expect((await server.call("setpilot_check_access")).status).toBe(200);
      await server.until("audit: standard output cannot be written");
      server.kill("SIGTERM");
      expect((await server.ended).exitCode).toBe(0);
    },
  );
});

describe("standard output", () => {
  it("gets the lines and nothing else", async () => {
    const server = await openForTest(startAudited({ ...env, KEYSCOPE_LOG_LEVEL: "debug" }, "-"));
    await server.call("setpilot_check_access");
    await server.until('"kind":"call"');
    server.kill("SIGTERM");
    const { stdout, stderr } = await server.ended;
    const kinds = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).kind);
    expect(kinds).toEqual(["start", "call"]);
    expect(stderr).toContain("debug");
  });
});

describe.skipIf(disk.path === undefined)("a full disk", () => {
  const full = disk.path ?? "";
  const filler = join(full, "filler");
  const fill = () => writeFile(filler, Buffer.alloc(2_000_000)).catch(() => undefined);

  afterEach(() => rm(filler, { force: true }));

  it("keeps the server from starting", async () => {
    await fill();
    const { stderr, exitCode } = await runCommand(
      ["serve", "setpilot", "--http", "127.0.0.1:0", "--audit", freshFile(full)],
      { env: { ...env, KEYSCOPE_HTTP_TOKEN: TOKEN } },
    );
    expect(stderr).toContain("was not written: the disk is full. Make room, and try again.");
    expect(exitCode).toBe(1);
  });

  it("keeps no call from being answered; lines wait, and none is ever half there", async () => {
    await mkdir(full, { recursive: true });
    const file = freshFile(full);
    const server = await openForTest(startAudited(env, file));
    await fill();
    for (let call = 0; call < 40; call++) {
      expect((await server.callAsBefore("setpilot_no_such_tool")).status).toBe(200);
    }
    await server.until("cannot be written: the disk is full. Make room");
    expect(await readFile(file, "utf8")).toMatch(/(^|\n)$/);
    await rm(filler);
    await server.until("is written again; lines lost so far: 0.");
    expect(await readLines(file, 40, "call")).toHaveLength(40);
  });
});
