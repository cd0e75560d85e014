// The sandbox in a process of its own. It takes orders and answers them as lines of JSON, and ends with its standard input.
import { createInterface } from "node:readline";
import { type Scope, startSandbox } from "../../src/sandbox/index.ts";
import type { Order, Report } from "./api.ts";

const scopes: readonly Scope[] = ["dashboard", "orders", "products", "inventory"];
/** What reached the API, by the letter of the server that asked. */
const arrived = new Map<string, string[]>();
/** Requests by the last four characters of the key. */
const counts = new Map<string, number>();
let total = 0;

const sandbox = await startSandbox({
  onRequest({ path, query, headers }) {
    const ending = headers["authorization"]?.slice(-4) ?? "";
    const sent = new URLSearchParams(query);
    sent.sort();
    const letter = ending.slice(0, 1);
    arrived.set(letter, [
      ...(arrived.get(letter) ?? []),
      `${letter} ${path.replace(/^\/setpilot\/api\/v2\//, "")}?${sent}`,
    ]);
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
    total += 1;
  },
});

function take(letter: string): readonly string[] {
  const taken = arrived.get(letter) ?? [];
  arrived.delete(letter);
  return taken;
}

function obey(order: Order): void {
  if (order.lacks !== undefined) {
    const { lacks } = order;
    sandbox.setScopes(
      order.key,
      scopes.filter((scope) => !lacks.includes(scope)),
    );
  }
  if (order.heal === true) sandbox.heal(order.key);
  if (order.revoke === true) sandbox.revoke(order.key);
  if (order.fault !== undefined) sandbox.addFault(order.key, order.fault, order.limits);
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const order: Order = JSON.parse(line);
    obey(order);
    const ending = order.key.slice(-4);
    const report: Report = {
      id: order.id,
      arrived: order.take === true ? take(ending.slice(0, 1)) : [],
      requests: counts.get(ending) ?? 0,
      total,
    };
    process.stdout.write(`${JSON.stringify(report)}\n`);
  })
  .on("close", () => void sandbox.close());
process.stdout.write(`${JSON.stringify({ baseUrl: sandbox.baseUrl("setpilot") })}\n`);
