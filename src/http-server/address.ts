/** Where the server listens. */
export interface Address {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

export const DEFAULT_ADDRESS: Address = { host: "127.0.0.1", port: 8787 };

/** Reads "HOST:PORT", "HOST", ":PORT" or "PORT"; an IPv6 address stands in brackets. Undefined where it is none of these. */
export function parseAddress(text: string): Address | undefined {
  const [, bracketed, named, afterHost, alone] =
    /^(?:(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]*[a-z.-][a-z0-9.-]*|\d+(?:\.\d+){3})?)(?::(\d{1,5}))?|(\d{1,5}))$/i.exec(
      text,
    ) ?? [];
  const port = afterHost ?? alone;
  const host = bracketed ?? named;
  if (host === undefined && port === undefined) return undefined;
  const number = Number(port ?? DEFAULT_ADDRESS.port);
  return number > 65_535 ? undefined : { host: host ?? DEFAULT_ADDRESS.host, port: number };
}
