// npm run soak [-- --calls N]: thousands of calls through real servers over stdio, with faults mixed in. Fails when
// memory or descriptors grow, and on any answer that must not be. Beside it, for some two minutes, processes at full speed
// against an API with a strict rolling window: fails when that sees more than the limit.
import { parseArgs } from "node:util";
import { temporaryHome } from "../../test/helpers/clients.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";
import { startApi } from "./api.ts";
import { createSampler, growth } from "./growth.ts";
import { soakHostile } from "./hostile.ts";
import { soakLimit } from "./limit.ts";
import { describe } from "./report.ts";
import { playRound, type Subject } from "./round.ts";
import { fixed, letterOf, rotating } from "./subjects.ts";

const { values } = parseArgs({ options: { calls: { type: "string", default: "10000" } } });
const wanted = Number(values.calls);
if (!Number.isInteger(wanted) || wanted < 400) throw new Error("--calls must be a whole number from 400.");
if (process.platform !== "linux") throw new Error("The soak reads memory from /proc, so it needs Linux.");
/** Then it gives up, whatever is left: it promises to end within five minutes. */
const LONGEST_MS = 280_000;

const began = performance.now();
const [homeA, homeB, homeC] = await Promise.all([temporaryHome(), temporaryHome(), temporaryHome()]);
const keyring = await startKeyringSession();
const api = await startApi();
const subjects: Subject[] = [];
let failures: readonly string[] = ["the soak did not come to its end"];
try {
  subjects.push(await rotating({ api, keyring }, "a", "2025-11-25", homeA.path));
  subjects.push(await rotating({ api, keyring }, "b", "2026-07-28", homeB.path));
  // One key and one home for both: they share the key's limit through files, and most of their calls are over it.
  subjects.push(await fixed(api, "c", "2025-11-25", homeC.path, 2));
  subjects.push(await fixed(api, "c", "2026-07-28", homeC.path, 2));
  // Whichever fails first, the other is over before this is.
  const [first, second] = await Promise.allSettled([soak(), soakLimit()]);
  const hostile = await soakHostile(homeA.path);
  failures = [
    ...hostile,
    ...[first, second].flatMap((end) => (end.status === "fulfilled" ? end.value : [String(end.reason)])),
  ];
} finally {
  for (const { server } of subjects) server.kill();
  await api.stop();
  if ("stop" in keyring) await keyring.stop();
  for (const home of [homeA, homeB, homeC]) await home.remove();
}
process.stdout.write(
  failures.length === 0 ? "Nothing grew, nothing unexpected.\n" : `FAILED\n- ${failures.join("\n- ")}\n`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Plays rounds until enough calls were made, prints what came of it, and gives what is wrong. */
async function soak(): Promise<string[]> {
  const samplers = subjects.map(({ server }) => createSampler(server));
  const calls = () => subjects.reduce((sum, { tally }) => sum + tally.calls, 0);
  let closed = 0;
  while (closed < 10 && performance.now() - began < LONGEST_MS) {
    await Promise.all(subjects.map((subject) => playRound(subject, api)));
    await countArrivals();
    for (const sampler of samplers) sampler.sample();
    if (calls() < (wanted * (closed + 1)) / 10) continue;
    await Promise.all(samplers.map((sampler) => sampler.closeTenth()));
    closed += 1;
  }
  const ends = await Promise.all(subjects.map(({ server }) => server.end()));
  const tenths = samplers.map((sampler) => sampler.tenths());
  const { total } = await api.order({ key: "none" });
  const skipped = "skipped" in keyring ? keyring.skipped : undefined;
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${describe({ subjects, tenths, requests: total, seconds, skipped })}\n`);
  return [
    ...(closed === 10 ? [] : [`only ${calls()} of ${wanted} calls were made in ${LONGEST_MS / 1000} s`]),
    ...subjects.flatMap(({ name }, index) => growth(name, tenths[index] ?? [])),
    ...subjects.flatMap(failuresOf),
    ...ends.flatMap((ms, index) => (ms <= 1_000 ? [] : [`${subjects[index]?.name}: ${ms.toFixed(0)} ms to end`])),
  ];
}

/** Which of the round's calls the API saw: each asks for something that no other call and no probe asks for. */
async function countArrivals(): Promise<void> {
  const arrived = new Set<string>();
  for (const key of new Map(subjects.map((subject) => [letterOf(subject), subject.key])).values()) {
    const report = await api.order({ key, take: true });
    for (const request of report.arrived) arrived.add(request);
  }
  for (const subject of subjects) {
    const requests = subject.asked.map((request) => `${letterOf(subject)} ${request}`);
    subject.tally.reached += requests.filter((request) => arrived.has(request)).length;
    subject.asked = [];
  }
}

function failuresOf({ name, server, tally }: Subject): string[] {
  const late = server.answersAfterCancel();
  return [
    ...tally.unexpected.slice(0, 10).map((text) => `unexpected answer to ${text}`),
    ...server
      .stderr()
      .slice(0, 10)
      .map((line) => `${name} wrote to standard error: ${line.slice(0, 300)}`),
    ...(late === 0 ? [] : [`${name}: ${late} answers to calls that were cancelled`]),
  ];
}
