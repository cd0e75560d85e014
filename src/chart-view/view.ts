import { type Chart, headingOf } from "../charts/chart.ts";
import { type Choice, chooseChart } from "../charts/choose.ts";
import type { ChartData } from "../charts/data.ts";
import { drawChart } from "../charts/drawing/draw.ts";
import { explainNothing } from "../charts/nothing.ts";
import { tellMore, tellOmitted } from "../charts/omitted.ts";
import { shorten } from "../utils/clean-text.ts";
import { localeOf, nowIn } from "./appearance.ts";
import { button, html, svgElement } from "./elements.ts";
import type { Host } from "./host.ts";
import { makeReadable } from "./pointer.ts";
import type { ViewState } from "./protocol.ts";
import { readChartData } from "./read-data.ts";
import { FILE_KINDS, saveFile } from "./save.ts";
import { chartTable, rowsTable } from "./table.ts";

/** Narrower, and no label has room. */
const LEAST_WIDTH = 200;
const LONGEST_NOTE = 600;
const LONGEST_TITLE = 160;

/** What the page shows, and how it is drawn anew in another width. */
export interface View {
  readonly nodes: readonly Node[];
  draw(width: number): void;
}

/** What the reader chose, which outlives a page that is made anew. */
export interface Choices {
  isTable: boolean;
}

/** Makes what a state is to look like. Whoever shows it draws it in the width that there is. */
export function makeView(state: ViewState, host: Host, choices: Choices): View {
  switch (state.phase) {
    case "waiting":
      return sentence("Waiting for the answer.");
    case "cancelled":
      return sentence("This call was stopped, so there is nothing to draw.");
    case "ended":
      return { nodes: [], draw: () => undefined };
    case "answered": {
      const data = readChartData(state.result);
      if (data === undefined) return sentence("This answer brings no chart. What it says stands in the conversation.");
      const now = data.now ?? nowIn(state.context.timeZone);
      const choice = chooseChart({ rows: data.rows, currency: data.currency, now }, data.wish);
      return choice.ok ? viewOfChart(data, choice.chart, { state, host, choices }) : viewOfRows(data, choice);
    }
    default:
      return state.phase satisfies never;
  }
}

function sentence(text: string): View {
  return { nodes: [html("p", { class: "sentence" }, [text])], draw: () => undefined };
}

/** Where nothing can be drawn, the rows are there to be read. */
function viewOfRows(data: ChartData, { reason }: Choice & { ok: false }): View {
  const { nodes, draw } = sentence(`There is nothing to draw: ${explainNothing(reason)}`);
  const table = data.rows.length === 0 ? [] : [html("div", { class: "rows", tabindex: "0" }, [rowsTable(data.rows)])];
  return { nodes: [...nodes, ...table, ...notesOf(data, tellMore(data.omitted))], draw };
}

interface Around {
  readonly state: ViewState;
  readonly host: Host;
  readonly choices: Choices;
}

function viewOfChart(data: ChartData, chart: Chart, { state, host, choices }: Around): View {
  const { context, savesFiles } = state;
  const locale = localeOf(context.locale);
  const spoken = html("p", { class: "unseen", "aria-live": "polite" });
  const figure = html("div", { class: "chart" });
  const rows = html("div", { class: "rows unseen" }, [chartTable(chart, locale)]);
  const tools = html("div", { class: "tools" });
  tools.append(switchButton(figure, rows, choices));
  if (savesFiles) {
    for (const kind of FILE_KINDS) {
      const save = async () => {
        const isSaved = await saveFile(host, kind, chart, data.rows, locale).catch(() => false);
        spoken.textContent = isSaved ? `The ${kind} file is saved.` : `The ${kind} file was not saved.`;
      };
      tools.append(button(kind, () => void save(), { "aria-label": `Save as ${kind}` }));
    }
  }
  if (context.displayModes.includes("fullscreen")) tools.append(sizeButton(context.displayMode, host));
  const header = html("header", {}, [html("h1", {}, [shorten(headingOf(chart), LONGEST_TITLE)]), tools]);
  return {
    nodes: [header, figure, rows, spoken, ...notesOf(data, tellOmitted(chart, data.omitted))],
    draw: (width) => drawInto(figure, chart, { width: Math.max(width, LEAST_WIDTH), locale, spoken }),
  };
}

interface Drawing {
  readonly width: number;
  readonly locale: string;
  readonly spoken: HTMLElement;
}

function drawInto(figure: HTMLElement, chart: Chart, { width, locale, spoken }: Drawing): void {
  const picture = svgElement(drawChart(chart, { width, locale }));
  picture.setAttribute("aria-label", shorten(chart.title, LONGEST_TITLE));
  if (chart.kind === "number") {
    figure.replaceChildren(picture);
    return;
  }
  // Arrow keys reach it although a screen reader has its own use for them.
  const frame = html("div", {
    class: "frame",
    role: "application",
    tabindex: "0",
    "aria-roledescription": "chart",
    "aria-label": `${shorten(chart.title, LONGEST_TITLE)}. Read it with the arrow keys.`,
  });
  frame.append(picture);
  const hadFocus = figure.contains(document.activeElement);
  figure.replaceChildren(frame);
  makeReadable({ frame, picture, spoken, chart, locale });
  if (hadFocus) frame.focus();
}

/** Shows the picture or the table. The one that is not seen is still there for a screen reader if it is the table. */
function switchButton(figure: HTMLElement, rows: HTMLElement, choices: Choices): HTMLButtonElement {
  const apply = () => {
    const { isTable } = choices;
    figure.hidden = isTable;
    rows.classList.toggle("unseen", !isTable);
    // What scrolls must be reached by the keyboard.
    rows.tabIndex = isTable ? 0 : -1;
    toggle.textContent = isTable ? "Chart" : "Table";
  };
  const toggle = button("Table", () => {
    choices.isTable = !choices.isTable;
    apply();
  });
  apply();
  return toggle;
}

function sizeButton(mode: string | undefined, host: Host): HTMLButtonElement {
  const isLarge = mode === "fullscreen";
  return button(isLarge ? "Smaller" : "Larger", () => {
    void host.ask("ui/request-display-mode", { mode: isLarge ? "inline" : "fullscreen" });
  });
}

function notesOf({ notes, source }: ChartData, missing: readonly string[]): Node[] {
  const all = [...notes, ...missing, ...(source === "" ? [] : [`Source: ${source}`])];
  const shown = all.map((note) => html("li", {}, [shorten(note, LONGEST_NOTE)]));
  return shown.length === 0 ? [] : [html("ul", { class: "notes" }, shown)];
}
