import { setFlagsFromString } from "node:v8";

/** How long V8 waits before it makes a function faster, by Node's version: five to nine times as long as it does of itself. */
const FLAGS: ReadonlyMap<string | undefined, string> = new Map([
  ["20", "--interrupt-budget=600000"],
  ["22", "--invocation-count-for-turbofan=15000"],
]);

/**
 * Has V8 wait longer, from now on, before it makes a function faster. Reading a table runs hundreds of functions a thousand
 * times each, and making them faster costs more than they save then: in Node 20 a tenth of the whole time with 100,000 rows, a
 * seventh with 5,855. Node 24 has a cheaper way between, and gains nothing.
 */
export function compileLater(): void {
  const flag = FLAGS.get(process.versions.node.split(".")[0]);
  if (flag !== undefined) setFlagsFromString(flag);
}
