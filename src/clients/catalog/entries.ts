import type { Entry, ServerCommand } from "../client.ts";

/** `command`, `args`, and `env` where there is something in it. */
export function plainEntry({ command, args, env }: ServerCommand): Entry {
  return { command, args, ...(Object.keys(env).length === 0 ? {} : { env }) };
}

/** The same with the kind of transport, which some clients want to be told. */
export function typedEntry(command: ServerCommand): Entry {
  return { type: "stdio", ...plainEntry(command) };
}
