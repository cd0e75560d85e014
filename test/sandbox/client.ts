import { afterEach, expect } from "vitest";
import { z } from "zod";
import {
  type ApiId,
  type ExampleKeys,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../src/sandbox/index.ts";

const started: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
});

/** An evening in Berlin, so that UTC has another hour but the same day. */
export const NOW = new Date("2026-11-20T18:30:00Z");

/** A sandbox with a fixed clock that is closed after the test. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ now: () => NOW, ...options });
  started.push(sandbox);
  return sandbox;
}

/** One request, its answer read to the end, no redirect followed. */
export async function request(sandbox: Sandbox, path: string, key?: string, init: RequestInit = {}) {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(new URL(path, sandbox.baseUrl("setpilot")), { headers, redirect: "manual", ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const success = z.strictObject({
  data: z.looseObject({
    rows: z.array(z.record(z.string(), z.unknown())).default([]),
    total: z.number().optional(),
    start_date: z.string().optional(),
    end_date: z.string().optional(),
  }),
  meta: z.strictObject({
    shop: z.string(),
    currency: z.string(),
    timezone: z.string(),
    generated_at: z.iso.datetime(),
  }),
});

/** The envelope of a good answer. */
export async function good(sandbox: Sandbox, path: string) {
  const response = await request(sandbox, path, sandbox.keys.all);
  return success.parse(JSON.parse(response.text));
}

/** One column of a list. */
export function column(data: { rows: readonly Record<string, unknown>[] }, name: string): unknown[] {
  return data.rows.map((row) => row[name]);
}

const failure = z.strictObject({ detail: z.string() });

/** Status and message of a bad answer. */
export async function bad(sandbox: Sandbox, path: string, key?: string, init: RequestInit = {}) {
  const response = await request(sandbox, path, key, init);
  return { status: response.status, detail: failure.parse(JSON.parse(response.text)).detail };
}

/** How each API wants its keys: one part or two. */
export function keyHeaders(id: ApiId, [first = "", second]: readonly string[]): Record<string, string> {
  if (second !== undefined) {
    return { authorization: `Basic ${Buffer.from(`${first}:${second}`).toString("base64")}` };
  }
  return id === "sendpilot" || id === "ebiz" ? { "x-api-key": first } : { authorization: `Bearer ${first}` };
}

/** One request to an API, its body read as JSON. Without parts no key is sent. */
export async function askApi(sandbox: Sandbox, id: ApiId, path: string, parts?: readonly string[], method = "GET") {
  const headers = parts === undefined ? {} : keyHeaders(id, parts);
  const response = await fetch(new URL(path, sandbox.baseUrl(id)), { headers, method });
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

/** The body of a good answer to the API's key that may do everything; of Setora's and e-biz's to one that may read. */
export async function readApi<T>(sandbox: Sandbox, id: ApiId, path: string, schema: z.ZodType<T>): Promise<T> {
  const { all, read = all }: ExampleKeys = sandbox.examples[id];
  const { status, body } = await askApi(sandbox, id, path, read.parts);
  expect([path, status]).toEqual([path, 200]);
  return schema.parse(body);
}
