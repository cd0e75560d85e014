import { expect, it } from "vitest";
import type { NetworkFailure } from "../../src/failures/failure.ts";
import { classify, ProxyConnectionError } from "../../src/http/network-error.ts";

function coded(code: string, message = "it failed", cause?: Error): Error {
  return Object.assign(new Error(message, { cause }), { code });
}

// What real servers cannot be made to do on every machine; the rest is in the http tests.
it.each<[NetworkFailure, string, Error]>([
  ["dns", "EAI_AGAIN", coded("EAI_AGAIN")],
  ["unreachable", "ENETUNREACH", coded("ENETUNREACH")],
  ["timeout", "ETIMEDOUT", coded("ETIMEDOUT")],
  ["timeout", "UND_ERR_CONNECT_TIMEOUT", coded("UND_ERR_CONNECT_TIMEOUT")],
  ["refused", "ECONNREFUSED", new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")])],
  ["tls", "CERT_HAS_EXPIRED", coded("CERT_HAS_EXPIRED")],
  ["tls", "ERR_TLS_CERT_ALTNAME_INVALID", coded("ERR_TLS_CERT_ALTNAME_INVALID")],
  ["tls", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", coded("UNABLE_TO_GET_ISSUER_CERT_LOCALLY")],
  ["tls", "SELF_SIGNED_CERT_IN_CHAIN", coded("SELF_SIGNED_CERT_IN_CHAIN")],
  ["tls", "EPROTO", coded("EPROTO")],
  ["tls", "ERR_SSL_PACKET_LENGTH_TOO_LONG", coded("ERR_SSL_PACKET_LENGTH_TOO_LONG")],
  ["reset", "ECONNRESET", coded("UND_ERR_SOMETHING", "wrapped", coded("ECONNRESET"))],
  ["proxy", "CERT_HAS_EXPIRED", new ProxyConnectionError(coded("CERT_HAS_EXPIRED"))],
  ["proxy", "UND_ERR_PRX_TLS", coded("UND_ERR_PRX_TLS", "Secure Proxy Connection failed")],
  ["protocol", "HPE_INVALID_CONSTANT", coded("HPE_INVALID_CONSTANT")],
  ["protocol", "toString", coded("toString")],
])("%s: %s", (reason, code, error) => {
  expect(classify(error)).toEqual({ reason, code });
});

it("is trouble with the protocol when there is nothing to go by", () => {
  expect(classify("no error")).toEqual({ reason: "protocol", code: undefined });
  const circular = new Error("turns in circles");
  circular.cause = circular;
  expect(classify(circular)).toEqual({ reason: "protocol", code: undefined });
});
