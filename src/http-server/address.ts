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

/** Whether only programs of this machine reach it. Of names only `localhost` is known to be so. */
export function isLoopback({ host }: Address): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|(?:0*:)*0*1)$/i.test(host);
}

/** Such as "127.0.0.1:8787" or "[::1]:8787". */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
