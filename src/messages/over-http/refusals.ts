/** Why a request over HTTP gets no answer. Nothing that came with it is repeated but a header's name. */
export interface Refusal {
  readonly status: number;
  /** What is wrong and what to do, for an assistant or whoever sets up a client. */
  readonly message: string;
  /** JSON-RPC's code, where the request was for MCP. */
  readonly code?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** JSON-RPC's code for a text that is no JSON. */
const PARSE_ERROR = -32_700;

const REALM = 'Bearer realm="keyscope"';

export const REFUSALS = {
  notAPath: { status: 400, message: "The request must name a path, such as /mcp, and no address." },
  twice: { status: 400, message: "The request has the header Host or Authorization more than once." },
  foreignOrigin: {
    status: 403,
    message:
      "Web pages may not ask this server: the request has the header Origin. Ask from a program, not from a page.",
  },
  notFound: { status: 404, message: "There is nothing here. MCP is served at /mcp, without a slash at the end." },
  noToken: {
    status: 401,
    message:
      "This server wants a token: send it in the header Authorization, as Bearer TOKEN. On the machine of the server `keyscope http-token` prints it, unless whoever started the server chose one.",
    headers: { "www-authenticate": REALM },
  },
  wrongToken: {
    status: 401,
    message:
      "The token in the header Authorization is not, or no longer, the token of this server. On the machine of the server `keyscope http-token` prints the right one, unless whoever started the server chose one.",
    headers: { "www-authenticate": `${REALM}, error="invalid_token"` },
  },
  encoded: {
    status: 415,
    message: "The body is compressed, which is not understood here. Send it without the header Content-Encoding.",
    headers: { "accept-encoding": "identity" },
  },
  notJson: { status: 400, message: "The body is no JSON.", code: PARSE_ERROR },
  tooComplex: { status: 400, message: "The JSON of the body has too many values or levels.", code: PARSE_ERROR },
  stopping: {
    status: 503,
    message: "The server is being stopped. Ask again in a few seconds.",
    headers: { "retry-after": "5" },
  },
  internal: { status: 500, message: "Keyscope failed. Its log says why.", code: -32_603 },
  malformed: { status: 400, message: "The request is not HTTP as it should be." },
  headersTooLarge: { status: 431, message: "The headers of the request are too large." },
  tooSlow: { status: 408, message: "The request took too long to come." },
} as const satisfies Readonly<Record<string, Refusal>>;

/** @param isPublic whether the server has a public address, which is what a client should have used */
export function foreignHost(isPublic: boolean): Refusal {
  return {
    status: 403,
    message: isPublic
      ? "This server does not go by the name in the header Host. Use the address that --public-url names."
      : "This server does not go by the name in the header Host. Use the address that it printed at its start; behind a proxy start it with --public-url and the address that clients use.",
  };
}

export function wrongMethod(allowed: string): Refusal {
  return { status: 405, message: `Only ${allowed} is understood here.`, headers: { allow: allowed } };
}

export function tooLarge(bytes: number): Refusal {
  return { status: 413, message: `The body is larger than ${bytes} bytes.` };
}
