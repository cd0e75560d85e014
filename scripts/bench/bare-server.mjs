// The least that a Node process on stdio can be: answers initialize and tools/list, nothing else. The yardstick.
let buffered = "";
process.stdin.on("data", (chunk) => {
  buffered += chunk;
  for (let end = buffered.indexOf("\n"); end >= 0; end = buffered.indexOf("\n")) {
    const { id, method } = JSON.parse(buffered.slice(0, end));
    buffered = buffered.slice(end + 1);
    if (id === undefined) continue;
    const serverInfo = { name: "bare", version: "1.0.0" };
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo };
    const result = method === "initialize" ? hello : { tools: [] };
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
  }
});
process.stdin.on("end", () => process.exit(0));
