// An API without a limit, in a process of its own so that its work is not counted as ours: /<rows>/orders.json?page=1
// answers a page of an invented shop with so many orders. It ends with its standard input.
import { serve } from "../../test/helpers/loopback.ts";
import { orderPage } from "./rows.ts";

const server = await serve((request, response) => {
  const url = new URL(request.url ?? "/", "http://api");
  const rows = Number(url.pathname.split("/")[1]);
  response.setHeader("content-type", "application/json");
  response.end(orderPage(rows, Number(url.searchParams.get("page") ?? 1)));
});
process.stdout.write(`${server.url.href}\n`);
process.stdin.once("end", () => process.exit(0)).resume();
