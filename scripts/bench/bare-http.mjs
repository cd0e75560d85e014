// The least that a server over HTTP can be: reads a request's JSON and answers with an empty list. The yardstick.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const { id } = JSON.parse(body);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { tools: [] } }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") process.stderr.write(`http://127.0.0.1:${address?.port}\n`);
});
process.stdin.on("end", () => process.exit(0)).resume();
