import {
  AppBridge,
  type McpUiHostCapabilities,
  type McpUiHostContext,
  PostMessageTransport,
} from "@modelcontextprotocol/ext-apps/app-bridge";

/*
 * A program that shows the page, as clients do: the official host's side of the extension around an iframe, in Chromium.
 */

type Result = Parameters<AppBridge["sendToolResult"]>[0];

interface Showing {
  readonly width: number;
  readonly context: McpUiHostContext;
  readonly capabilities?: McpUiHostCapabilities;
}

declare global {
  interface Window {
    host: typeof host;
  }
}

let bridge: AppBridge | undefined;
let frame: HTMLIFrameElement | undefined;

const host = {
  /** Files that the page asked to save. */
  saved: [] as unknown[],
  isSaving: true,
  /** The size that the page last asked for. */
  height: 0,
  width: 0,
  modes: [] as string[],

  /** Shows the page anew; resolves when it has said that it is ready. */
  async show({ width, context, capabilities = { downloadFile: {} } }: Showing): Promise<void> {
    await bridge?.close();
    frame?.remove();
    const made = document.createElement("iframe");
    made.setAttribute("sandbox", "allow-scripts");
    made.style.cssText = `border: 0; width: ${width}px; height: 60px`;
    frame = document.body.appendChild(made);
    const target = made.contentWindow;
    if (target === null) throw new Error("no window");
    const next = new AppBridge(null, { name: "test host", version: "1.0.0" }, capabilities, { hostContext: context });
    bridge = next;
    const ready = new Promise<void>((resolve) => next.addEventListener("initialized", () => resolve()));
    next.addEventListener("sizechange", ({ width: wished, height }) => {
      host.height = height ?? 0;
      host.width = wished ?? 0;
      made.style.height = `${host.height}px`;
    });
    next.ondownloadfile = async ({ contents }) => {
      host.saved.push(...contents);
      return host.isSaving ? {} : { isError: true };
    };
    next.onrequestdisplaymode = async ({ mode }) => {
      host.modes.push(mode);
      next.setHostContext({ ...context, displayMode: mode });
      return { mode };
    };
    await next.connect(new PostMessageTransport(target, target));
    made.src = "/chart.html";
    await ready;
  },

  async answer(result: Result): Promise<void> {
    await bridge?.sendToolInput({ arguments: { sql: "SELECT 1" } });
    await bridge?.sendToolResult(result);
  },

  change(context: McpUiHostContext): void {
    bridge?.setHostContext(context);
  },

  async cancel(): Promise<void> {
    await bridge?.sendToolCancelled({ reason: "the user" });
  },

  resize(width: number): void {
    if (frame !== undefined) frame.style.width = `${width}px`;
  },

  async end(): Promise<Record<string, unknown> | undefined> {
    return bridge?.teardownResource({});
  },
};

window.host = host;
