import type { NetworkFailure } from "../failures/failure.ts";

/** The proxy could not be reached, which says nothing about the host behind it. */
export class ProxyConnectionError extends Error {
  constructor(cause: Error) {
    super("proxy connection failed", { cause });
  }
}

const troubles: ReadonlyMap<string, NetworkFailure> = new Map(
  Object.entries<NetworkFailure>({
    ENOTFOUND: "dns",
    EAI_AGAIN: "dns",
    EAI_FAIL: "dns",
    ECONNREFUSED: "refused",
    EHOSTUNREACH: "unreachable",
    ENETUNREACH: "unreachable",
    EHOSTDOWN: "unreachable",
    ENETDOWN: "unreachable",
    EADDRNOTAVAIL: "unreachable",
    EPERM: "unreachable",
    EACCES: "unreachable",
    ECONNRESET: "reset",
    ECONNABORTED: "reset",
    EPIPE: "reset",
    UND_ERR_SOCKET: "reset",
    UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "reset",
    ERR_STREAM_PREMATURE_CLOSE: "reset",
    Z_BUF_ERROR: "reset",
    ETIMEDOUT: "timeout",
    UND_ERR_CONNECT_TIMEOUT: "timeout",
    UND_ERR_HEADERS_TIMEOUT: "timeout",
    UND_ERR_BODY_TIMEOUT: "timeout",
    UND_ERR_PRX_TLS: "proxy",
  }),
);

/** Which trouble an error of undici, Node's sockets, TLS or zlib stands for. */
export function classify(error: unknown): { reason: NetworkFailure; code: string | undefined } {
  const chain = errorChain(error);
  for (const { code, message } of chain) {
    const refusal = /proxy response \((\d+)\)/i.exec(message)?.[1];
    if (refusal !== undefined) return { reason: refusal === "407" ? "proxy-login" : "proxy", code: refusal };
    if (/proxy connection/i.test(message)) return { reason: "proxy", code: chain.find((one) => one.code)?.code };
    // A body in chunks that ends too early; undici gives this error no code.
    if (/invalid EOF state/i.test(message)) return { reason: "reset", code };
    if (code === undefined) continue;
    const known = troubles.get(code);
    if (known !== undefined) return { reason: known, code };
    if (/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_)|_CERT|EPROTO/.test(code)) {
      return { reason: "tls", code };
    }
  }
  return { reason: "protocol", code: chain[0]?.code };
}

/** The error, its causes, and what an AggregateError (several addresses tried) collects. */
function errorChain(error: unknown, depth = 0): { code: string | undefined; message: string }[] {
  if (!(error instanceof Error) || depth > 5) return [];
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const parts: unknown[] = error instanceof AggregateError ? [error.cause, ...error.errors] : [error.cause];
  return [{ code, message: error.message }, ...parts.flatMap((part) => errorChain(part, depth + 1))];
}
