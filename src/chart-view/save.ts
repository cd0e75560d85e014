import type { JsonObject } from "../answers/json.ts";
import type { Chart } from "../charts/chart.ts";
import { drawPicture } from "../charts/drawing/picture.ts";
import { toMarkup } from "../charts/drawing/svg.ts";
import { shorten } from "../utils/clean-text.ts";
import { toCsv } from "./csv.ts";
import type { Host } from "./host.ts";

/*
 * Files to keep. A page in a sandbox may not download, so the host does: `ui/download-file`, where it says that it can.
 */

/** Pixels of a picture, as wide as a page of a document shows whole, and how many the screen has for each of them. */
const WIDTH = 900;
const SHARPNESS = 2;

export const FILE_KINDS = ["SVG", "PNG", "CSV"] as const;
export type FileKind = (typeof FILE_KINDS)[number];

interface Contents {
  readonly mimeType: string;
  readonly text?: string;
  /** Base64. */
  readonly blob?: string;
}

/** Has the host save a chart or its rows. False where the host refused, or nobody pressed "save" there. */
export async function saveFile(
  host: Host,
  kind: FileKind,
  chart: Chart,
  rows: readonly JsonObject[],
  locale: string,
): Promise<boolean> {
  const contents = await contentsOf(kind, chart, rows, locale);
  const uri = `file:///${encodeURIComponent(fileName(chart.title))}.${kind.toLowerCase()}`;
  const result = await host.ask("ui/download-file", {
    contents: [{ type: "resource", resource: { uri, ...contents } }],
  });
  return result !== undefined && result["isError"] !== true;
}

/** Letters and digits of any script: "revenue-by-month". */
function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return shorten(name === "" ? "chart" : name, 60).replace("…", "");
}

async function contentsOf(
  kind: FileKind,
  chart: Chart,
  rows: readonly JsonObject[],
  locale: string,
): Promise<Contents> {
  switch (kind) {
    case "CSV":
      return { mimeType: "text/csv", text: toCsv(rows) };
    case "SVG":
      return { mimeType: "image/svg+xml", text: toMarkup(drawPicture(chart, { width: WIDTH, locale })) };
    case "PNG":
      return { mimeType: "image/png", blob: await pngOf(chart, locale) };
    default:
      return kind satisfies never;
  }
}

async function pngOf(chart: Chart, locale: string): Promise<string> {
  const picture = drawPicture(chart, { width: WIDTH, locale });
  const { width, height } = picture.size;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(toMarkup(picture))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SHARPNESS;
  canvas.height = height * SHARPNESS;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("This browser draws no pictures.");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").split(",")[1] ?? "";
}
