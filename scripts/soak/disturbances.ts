import type { Fault } from "../../src/sandbox/index.ts";

/** Something that goes wrong in a round. */
export interface Disturbance {
  readonly name: string;
  readonly fault?: Fault;
  /** Requests that the fault spoils. */
  readonly requests?: number;
  readonly path?: string;
  /** What a client or a person does beside it. */
  readonly also?: "cancel" | "read late" | "talk nonsense" | "take scopes away";
  /** A silence that would last longer than the soak has time for, so only where calls are answered locally anyway. */
  readonly onlyFixedKey?: boolean;
}

const elsewhere = "https://elsewhere.example/";

/**
 * In this order, over and over. What takes most memory comes first, so that it is there when measuring begins. What is
 * waited for (retries, Retry-After) makes up most of a soak's time.
 */
export const disturbances: readonly Disturbance[] = [
  { name: "compression bomb", fault: { kind: "oversized", bytes: 20_000_000, gzip: true }, requests: 1 },
  { name: "client reads late", also: "read late" },
  { name: "deeply nested", fault: { kind: "raw", body: `${"[".repeat(50_000)}${"]".repeat(50_000)}` }, requests: 1 },
  { name: "500", fault: { kind: "status", status: 500 }, requests: 2 },
  { name: "502 once", fault: { kind: "status", status: 502 }, requests: 1 },
  { name: "reset once", fault: { kind: "reset" }, requests: 1 },
  { name: "web page with 200", fault: { kind: "html" }, requests: 2 },
  { name: "cancelled while the API is silent", fault: { kind: "never" }, path: "customer-metrics/", also: "cancel" },
  { name: "empty answer", fault: { kind: "empty" }, requests: 2 },
  { name: "half a body, then broken off", fault: { kind: "half" }, requests: 1 },
  { name: "302 to another host", fault: { kind: "redirect", location: elsewhere }, requests: 2 },
  { name: "401 once, key still good", fault: { kind: "status", status: 401 }, requests: 1 },
  { name: "late headers", fault: { kind: "delay", ms: 250 }, requests: 4 },
  { name: "503 three times", fault: { kind: "status", status: 503 }, requests: 3, path: "orders/" },
  { name: "no data", fault: { kind: "no-data" }, requests: 2 },
  { name: "not JSON", fault: { kind: "raw", body: "<<<not json", contentType: "text/plain" }, requests: 2 },
  { name: "cancelled while answers are late", fault: { kind: "delay", ms: 250 }, requests: 4, also: "cancel" },
  { name: "403 once, scope still there", fault: { kind: "status", status: 403 }, requests: 1 },
  { name: "504 once", fault: { kind: "status", status: 504 }, requests: 1 },
  { name: "no meta", fault: { kind: "no-meta" }, requests: 2 },
  { name: "307 to another host", fault: { kind: "redirect", location: elsewhere, status: 307 }, requests: 1 },
  { name: "429 for a second", fault: { kind: "status", status: 429, retryAfter: 1 }, requests: 1 },
  { name: "nonsense from the client", also: "talk nonsense" },
  { name: "404", fault: { kind: "status", status: 404 }, requests: 2 },
  { name: "drip", fault: { kind: "drip", everyMs: 1 }, requests: 1, path: "dashboard/summary/" },
  { name: "reset three times", fault: { kind: "reset" }, requests: 3, path: "products/" },
  { name: "scopes taken away", also: "take scopes away" },
  {
    name: "429 for half a minute",
    fault: { kind: "status", status: 429, retryAfter: 30 },
    requests: 1,
    onlyFixedKey: true,
  },
];
