// npm run soak [-- --calls N]: calls over stdio, in calls.ts. npm run soak -- replicas [--minutes N]: three servers over HTTP and
// their store, in replicas.ts.
void (process.argv[2] === "replicas" ? import("./replicas.ts") : import("./calls.ts"));
