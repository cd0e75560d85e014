import { DEFAULT_PROFILE } from "../credentials/profile.ts";

/**
 * What a server is called in a client's file: the connector's id, with the profile where it is not the usual one. Only
 * a-z, 0-9 and hyphens: Gemini CLI divides its tools' names at underscores.
 */
export function serverName(connector: string, profile: string): string {
  return profile === DEFAULT_PROFILE ? connector : `${connector}-${profile.replace(/[._]/g, "-")}`;
}

/** Whether every client takes this as a server's name. */
export function isServerName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,39}$/i.test(name);
}
