// What the network alone takes, in a process as young as the server: it loads the same HTTP client, asks for the pages,
// two at once, and prints its processor seconds: node scripts/run.mjs scripts/bench/network.ts URL PAGES
import { join } from "node:path";
import { PROGRAM } from "../../test/helpers/clients.ts";

const [baseUrl = "", pages] = process.argv.slice(2);
const before = process.cpuUsage();
const { Agent }: typeof import("undici") = await import(join(PROGRAM, "../undici.cjs"));
const agent = new Agent();
const { origin, pathname } = new URL("orders.json", baseUrl);
let next = 1;

async function readOn(): Promise<void> {
  while (next <= Number(pages)) {
    const { statusCode, body } = await agent.request({ origin, path: `${pathname}?page=${next++}`, method: "GET" });
    await body.text();
    if (statusCode !== 200) throw new Error(`${baseUrl} answered ${statusCode}`);
  }
}

await Promise.all([readOn(), readOn()]);
// The engine has begun to compile the HTTP parser once more, as it has in the server, which is still at work when it ends.
await new Promise((resolve) => setTimeout(resolve, 300));
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${(user + system) / 1e6}\n`);
process.exit();
