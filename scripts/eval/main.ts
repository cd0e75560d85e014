// npm run eval [-- --short]: questions of shop owners over all five sandboxes, put to the real server by a real client.
// Each answer is compared, figure by figure, with what plain TypeScript counts in the sandbox's own store. Fails on a
// wrong figure, and where questions cost more than they may.
import { parseArgs } from "node:util";
import { startSandbox } from "../../src/sandbox/index.ts";
import { temporaryHome } from "../../test/helpers/clients.ts";
import { describeBlock, describeTotal, failuresOf } from "./report.ts";
import { type PlayedBlock, playSubject } from "./run.ts";
import { shortened } from "./subject.ts";
import { subjectsAt } from "./subjects.ts";

const { values } = parseArgs({ options: { short: { type: "boolean", default: false } } });

const began = performance.now();
const sandbox = await startSandbox();
const home = await temporaryHome();
const played: PlayedBlock[] = [];
try {
  const subjects = subjectsAt(new Date());
  for (const subject of values.short ? subjects.map(shortened) : subjects) {
    for await (const block of playSubject(subject, { sandbox, home: home.path })) {
      played.push(block);
      process.stdout.write(`${describeBlock(block)}\n\n`);
    }
  }
} finally {
  await sandbox.close();
  await home.remove();
}
const failures = failuresOf(played);
process.stdout.write(`${describeTotal(played, (performance.now() - began) / 1000)}\n`);
if (failures.length > 0) process.stdout.write(`FAILED\n- ${failures.join("\n- ")}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
