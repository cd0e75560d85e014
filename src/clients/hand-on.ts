import type { Client, Entry } from "./client.ts";
import { envMember } from "./server-entry.ts";

/**
 * Adds to an entry what makes its client hand these variables on to the server; undefined where none of them can be
 * added. By names or references where the client knows them. A value is written only when it can hold no password, and
 * stays the same from one login to the next.
 */
export function handOn(
  entry: object,
  variables: readonly string[],
  { environment: { byName, reference } }: Client,
  env: Readonly<Record<string, string | undefined>>,
): Entry | undefined {
  if (byName) return { ...entry, env_vars: [...textsAt(entry, "env_vars"), ...variables] };
  const added = variables.flatMap((name) => {
    const text = reference?.(name) ?? lastingValue(name, env[name] ?? "");
    return text === undefined ? [] : [[name, text] as const];
  });
  if (added.length === 0) return undefined;
  const member = envMember(entry);
  const own = new Map<string, unknown>(Object.entries(entry)).get(member);
  return { ...entry, [member]: { ...(typeof own === "object" ? own : {}), ...Object.fromEntries(added) } };
}

/** A proxy's address may hold a password, and a D-Bus address without a file is another one after each login. */
function lastingValue(name: string, value: string): string | undefined {
  if (name === "DBUS_SESSION_BUS_ADDRESS") return /^unix:path=/.test(value) ? value : undefined;
  return value.includes("@") ? undefined : value;
}

function textsAt(entry: object, member: string): unknown[] {
  const value = new Map<string, unknown>(Object.entries(entry)).get(member);
  return Array.isArray(value) ? value : [];
}
