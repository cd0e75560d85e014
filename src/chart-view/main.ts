import { seriesRules } from "../charts/drawing/palette.ts";
import { takeAppearance } from "./appearance.ts";
import { html } from "./elements.ts";
import { connectHost } from "./host.ts";
import { FIRST_STATE, type ViewState } from "./protocol.ts";
import { type Choices, makeView, type View } from "./view.ts";

/*
 * The page `ui://keyscope/chart.html`: shows a tool's result as a chart, inside whatever program shows the conversation.
 */

/** A page that may choose its width takes this much, if the host leaves it to it. */
const WISHED_WIDTH = 640;

const page = document.body.appendChild(html("main"));
document.head.append(html("style", {}, [seriesRules()]));

let state: ViewState = FIRST_STATE;
let view: View | undefined;
let choices: Choices = { isTable: false };
let drawnWidth = 0;
let toldSize = "";

const host = connectHost((next) => {
  const before = state;
  state = next;
  takeAppearance(state.context);
  if (before.result !== state.result) choices = { isTable: false };
  if (view === undefined || looksOther(before, state)) show();
});

/** Whether the page must be made anew: colours and fonts alone are the style sheet's matter. */
function looksOther(before: ViewState, after: ViewState): boolean {
  const [one, other] = [before.context, after.context];
  return (
    before.phase !== after.phase ||
    before.result !== after.result ||
    before.savesFiles !== after.savesFiles ||
    one.locale !== other.locale ||
    one.timeZone !== other.timeZone ||
    one.displayMode !== other.displayMode ||
    one.displayModes !== other.displayModes
  );
}

function show(): void {
  drawnWidth = 0;
  try {
    const focused = focusable().findIndex((element) => element.matches(":focus"));
    view = makeView(state, host, choices);
    page.replaceChildren(...view.nodes);
    draw();
    focusable()[focused]?.focus();
  } catch {
    // Rows that no drawing was thought for are not worth an empty frame.
    view = undefined;
    page.replaceChildren(html("p", { class: "sentence" }, ["There is nothing to draw: these rows cannot be read."]));
  }
}

/** What the keyboard reaches, in its order: the same in a page that is made anew. */
function focusable(): HTMLElement[] {
  return [...page.querySelectorAll<HTMLElement>("button, [tabindex='0']")];
}

function draw(): void {
  const width = Math.floor(page.clientWidth);
  if (width === drawnWidth || width === 0) return;
  drawnWidth = width;
  view?.draw(width);
}

function tellSize(): void {
  const { maxWidth } = state.context;
  const wished = maxWidth === undefined ? 0 : Math.min(maxWidth, WISHED_WIDTH);
  const size = {
    width: Math.max(window.innerWidth, wished),
    height: Math.ceil(document.body.getBoundingClientRect().height),
  };
  const told = `${size.width}x${size.height}`;
  if (told !== toldSize) host.tell("ui/notifications/size-changed", size);
  toldSize = told;
}

new ResizeObserver(() => {
  draw();
  tellSize();
}).observe(page);
