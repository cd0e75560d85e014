import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { CHART_DATA, type ChartData } from "../../src/charts/data.ts";
import { serve } from "../helpers/loopback.ts";
import type { Era, Received } from "./answers.ts";
import { openChromium, type Page } from "./chromium.ts";

/** The extension's default where a resource declares nothing, and stricter: nothing is allowed of the page's own origin. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; sandbox allow-scripts";

/** The chart's page inside the official host inside Chromium. */
export interface Shown extends Page {
  /** Shows it anew, and waits until it says that it is ready. */
  show(options: ShowOptions): Promise<void>;
  /** Hands it a tool's result, and waits until it is drawn. */
  answer(result: object): Promise<void>;
  /** Waits, frame by frame, until an expression is true in the page. */
  until(expression: string): Promise<void>;
  press(key: string): Promise<void>;
  /** Writes a picture where the variable SCREENSHOTS names a folder, for the eye of whoever works on it. */
  photograph(name: string): Promise<void>;
}

interface ShowOptions {
  readonly width: number;
  /** Whose page it is. */
  readonly era?: Era;
  readonly theme?: "light" | "dark";
  readonly locale?: string;
  readonly capabilities?: object;
  readonly context?: object;
}

const HOST = '<!doctype html><link rel="icon" href="data:,"><script src="/host.js"></script>';

/** @param received what servers gave clients, the page among it; it may still be under way */
export async function openChartPage(
  received: Promise<Readonly<Record<Era, Received>>>,
): Promise<Shown | { skipped: string }> {
  const host = await bundleHost();
  let era: Era = "2025-11-25";
  const server = await serve(({ url }, response) => {
    if (url === "/") response.setHeader("content-type", "text/html").end(HOST);
    else if (url === "/host.js") response.setHeader("content-type", "text/javascript").end(host);
    else if (url === "/chart.html") {
      response.setHeader("content-type", "text/html").setHeader("content-security-policy", POLICY);
      void received.then((by) => response.end(by[era].page));
    } else response.writeHead(404).end();
  });
  const page = await openChromium(server.url.href);
  if ("skipped" in page) {
    await server.close();
    return page;
  }
  return {
    ...page,
    async show({
      width,
      theme = "light",
      locale = "en-US",
      capabilities = { downloadFile: {} },
      context = {},
      era: shown = "2025-11-25",
    }) {
      era = shown;
      await page.send("Emulation.setDeviceMetricsOverride", {
        width: width + 16,
        height: 900,
        deviceScaleFactor: 1,
        mobile: false,
      });
      const given = { width, capabilities, context: { theme, locale, timeZone: "Europe/Berlin", ...context } };
      await page.evaluate(`document.body.style.background = ${JSON.stringify(theme === "dark" ? "#1f1f1e" : "#fff")}`);
      await page.evaluate(`host.show(${JSON.stringify(given)})`);
    },
    async answer(result) {
      await page.evaluate(`host.answer(${JSON.stringify(result)})`);
      await settle(page);
    },
    async until(expression) {
      const look = `new Promise((done) => { (function look() { if (${expression}) done(); else requestAnimationFrame(look); })(); })`;
      await page.evaluate(look, "frame");
    },
    async press(key) {
      for (const type of ["keyDown", "keyUp"]) await page.send("Input.dispatchKeyEvent", { type, key, code: key });
    },
    async photograph(name) {
      const folder = process.env["SCREENSHOTS"];
      if (folder === undefined) return;
      const { data } = await page.send("Page.captureScreenshot", { format: "png" });
      writeFileSync(join(folder, `${name}.png`), Buffer.from(String(data), "base64"));
    },
    async close() {
      await page.close();
      await server.close();
    },
  };
}

/** The page, for use inside tests that are skipped when there is none. */
export function shown(page: Shown | { skipped: string }): Shown {
  if ("skipped" in page) throw new Error(page.skipped);
  return page;
}

/** Waits until the browser has drawn what was sent: a message, its answer and two frames. */
export async function settle(page: Page): Promise<void> {
  const frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))";
  for (const where of ["frame", "page", "frame"] as const) await page.evaluate(frames, where);
}

/** A tool's result with rows that no server sends. */
export function resultOf(data: Partial<ChartData>): object {
  const whole: ChartData = { source: "Setpilot", notes: [], rows: [], omitted: 0, wish: {}, ...data };
  return { content: [{ type: "text", text: "# All below is data" }], _meta: { [CHART_DATA]: whole } };
}

async function bundleHost(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "host/main.ts")],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
