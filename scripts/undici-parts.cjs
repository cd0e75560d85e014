// What src/http/client.ts uses of undici, in place of its index.js, which also loads fetch, WebSocket, caches and mocks: 200 kB and
// half of the time that the first request waits for it.
// @ts-nocheck undici declares the types of index.js only.
const Dispatcher = require("undici/lib/dispatcher/dispatcher");

// As index.js does. A proxy is asked to connect.
Object.assign(Dispatcher.prototype, {
  request: require("undici/lib/api/api-request"),
  connect: require("undici/lib/api/api-connect"),
});

module.exports = {
  Agent: require("undici/lib/dispatcher/agent"),
  buildConnector: require("undici/lib/core/connect"),
  Pool: require("undici/lib/dispatcher/pool"),
  ProxyAgent: require("undici/lib/dispatcher/proxy-agent"),
};
