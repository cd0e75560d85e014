import { setFlagsFromString } from "node:v8";

/** Bytes of its code that a function runs through before V8 makes it faster: nine times as many as V8 of Node 20 has it. */
const BUDGET = 600_000;

/**
 * Has V8 wait longer before it makes a function faster. Reading a table runs hundreds of functions a thousand times each, and
 * in Node 20 making them faster costs more than they save then: a tenth of the whole time with 100,000 rows, a seventh with
 * 5,855. Later Nodes wait of themselves, and do not know this flag.
 */
export function compileLater(): void {
  if (process.versions.node.startsWith("20.")) setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
