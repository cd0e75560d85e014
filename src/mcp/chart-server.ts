import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CLIENT_CAPABILITIES_META_KEY,
  type JSONRPCRequest,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Resource,
  ResourceNotFoundError,
  type Result,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { CHART_PAGE } from "../charts/data.ts";
import { quoted } from "../utils/clean-text.ts";
import { getMember } from "../utils/own.ts";

/*
 * Charts for clients that can show a page in the conversation: the extension MCP Apps, specification of 2026-01-26. Whoever does
 * not declare it sees a server that knows nothing of pages.
 */

const EXTENSION = "io.modelcontextprotocol/ui";
const MIME_TYPE = "text/html;profile=mcp-app";

/** It names no origin and no permission, so the extension's strictest policy holds for it. */
const PAGE: Resource = {
  uri: CHART_PAGE,
  name: "chart",
  title: "Chart",
  description: "Draws the rows of an answer.",
  mimeType: MIME_TYPE,
  _meta: { ui: { prefersBorder: true } },
};

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

/** Methods that only the extension brings. */
const PAGE_METHODS = ["resources/list", "resources/templates/list", "resources/read"];

/** A server that offers the page with the charts to whoever declares the extension. */
export class ChartServer extends Server {
  /** A client without the extension said hello on this connection, or nobody knows who will ask. */
  #hasOthers = false;

  constructor(...[info, options]: ConstructorParameters<typeof Server>) {
    const capabilities = { ...options?.capabilities, resources: {}, extensions: { [EXTENSION]: {} } };
    super(info, { ...options, capabilities });
    this.setRequestHandler("resources/list", () => ({ resources: [PAGE] }));
    this.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [] }));
    this.setRequestHandler("resources/read", ({ params }) => readPage(params.uri));
  }

  /** From now on only what stands in a request counts: what a client says of itself in another one never gets here. */
  forgetClients(): void {
    this.#hasOthers = true;
  }

  /**
   * Whether a request comes from a client that draws charts: its capabilities stand in the request since revision 2026-07-28, before
   * that they came with `initialize`. Several clients of one connection cannot be told apart there, and none pays for another.
   */
  drawsCharts({ mcpReq }: ServerContext): boolean {
    const inRequest: Members | undefined = mcpReq.envelope;
    if (inRequest !== undefined) return declaresCharts(inRequest[CLIENT_CAPABILITIES_META_KEY]);
    return !this.#hasOthers && declaresCharts(this.getClientCapabilities());
  }

  /** The SDK's hook around every handler. It is called by the constructor, too, so what it makes looks at `this` later. */
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const wrapped = super._wrapHandler(method, handler);
    if (PAGE_METHODS.includes(method)) {
      return (request, context) => {
        if (!this.drawsCharts(context)) throw new ProtocolError(ProtocolErrorCode.MethodNotFound, "Method not found");
        return wrapped(request, context);
      };
    }
    if (method !== "initialize" && method !== "server/discover") return wrapped;
    return async (request, context) => {
      const hello = await wrapped(request, context);
      if (method === "initialize") this.#hasOthers ||= !declaresCharts(this.getClientCapabilities());
      return this.drawsCharts(context) ? hello : withoutPages(hello);
    };
  }
}

/** Reads the page, which lies beside the program, when somebody asks for it. */
async function readPage(uri: string): Promise<ReadResourceResult> {
  if (uri !== CHART_PAGE) {
    throw new ResourceNotFoundError(uri, `There is no resource ${quoted(uri)}. The only one is ${CHART_PAGE}.`);
  }
  const text = await readFile(join(__dirname, "chart.html"), "utf8").catch(() => {
    throw new ProtocolError(ProtocolErrorCode.InternalError, "The page is missing here. Install Keyscope again.");
  });
  return { contents: [{ uri, mimeType: MIME_TYPE, text, _meta: { ...PAGE._meta } }] };
}

type Members = Readonly<Record<string, unknown>>;

function declaresCharts(capabilities: unknown): boolean {
  const types = getMember(getMember(getMember(capabilities, "extensions"), EXTENSION), "mimeTypes");
  return Array.isArray(types) && types.includes(MIME_TYPE);
}

/** What a server without pages says of itself. */
function withoutPages(hello: Result): Result {
  const { capabilities } = hello;
  if (typeof capabilities !== "object") return hello;
  const { resources: _, extensions: __, ...others }: Members = { ...capabilities };
  return { ...hello, capabilities: others };
}
