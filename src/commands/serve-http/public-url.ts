import { CommandError, ExitCode } from "../../app/exit-code.ts";

/** Reads the address that clients use: that of the proxy in front, without a path, since clients ask at its /mcp. */
export function readPublicUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.href === `${url.origin}/` && /^https?:$/.test(url.protocol);
  if (isPlain) return url;
  throw new CommandError(
    `--public-url must be an address without a path, such as https://shop.example.com, not "${text}".`,
    ExitCode.usage,
  );
}
