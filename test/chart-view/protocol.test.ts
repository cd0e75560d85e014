import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIRST_STATE, INITIALIZE, receive, type ViewState } from "../../src/chart-view/protocol.ts";

const HELLO = {
  jsonrpc: "2.0",
  id: 1,
  result: {
    protocolVersion: "2026-01-26",
    hostInfo: { name: "host", version: "1" },
    hostCapabilities: { downloadFile: {} },
    hostContext: {
      theme: "dark",
      locale: "de-DE",
      timeZone: "Europe/Berlin",
      styles: {
        variables: {
          "--font-sans": "X",
          "--color-text-primary": undefined,
          color: "red",
          "--border-radius-sm": "url(https://x.example)",
        },
        css: { fonts: "@font-face{}" },
      },
      displayMode: "inline",
      availableDisplayModes: ["inline", "fullscreen"],
      containerDimensions: { maxWidth: 700, maxHeight: 500 },
    },
  },
};

const notify = (state: ViewState, name: string, params: object) =>
  receive(state, { jsonrpc: "2.0", method: `ui/notifications/${name}`, params });

it("begins with the extension's version and the page's name", () => {
  expect(INITIALIZE).toMatchObject({
    id: 1,
    method: "ui/initialize",
    params: { protocolVersion: "2026-01-26", appInfo: { name: "keyscope-chart" } },
  });
});

it("takes what the host tells of itself, and says that it is ready", () => {
  const { state, send } = receive(FIRST_STATE, HELLO);
  expect(send).toEqual([{ jsonrpc: "2.0", method: "ui/notifications/initialized", params: {} }]);
  expect(state).toEqual({
    phase: "waiting",
    savesFiles: true,
    result: undefined,
    context: {
      theme: "dark",
      locale: "de-DE",
      timeZone: "Europe/Berlin",
      variables: { "--font-sans": "X" },
      fonts: "@font-face{}",
      displayMode: "inline",
      displayModes: ["inline", "fullscreen"],
      maxWidth: 700,
    },
  });
});

describe("after that", () => {
  const { state } = receive(FIRST_STATE, HELLO);

  it("keeps the result, and waits while only arguments come", () => {
    const partial = notify(state, "tool-input-partial", { arguments: { sql: "SEL" } }).state;
    const whole = notify(partial, "tool-input", { arguments: { sql: "SELECT 1" } }).state;
    expect(whole.phase).toBe("waiting");
    const done = notify(whole, "tool-result", { content: [] }).state;
    expect(done).toMatchObject({ phase: "answered", result: { content: [] } });
    expect(notify(done, "tool-cancelled", {}).state).toMatchObject({ phase: "cancelled", result: undefined });
  });

  it("changes only what the host says has changed", () => {
    const { context } = notify(state, "host-context-changed", { theme: "light" }).state;
    expect(context).toEqual({ ...state.context, theme: "light" });
    expect(notify(state, "host-context-changed", { containerDimensions: { width: 300 } }).state.context.maxWidth).toBe(
      undefined,
    );
  });

  it("answers every request, also one that it does not know", () => {
    expect(receive(state, { jsonrpc: "2.0", id: 7, method: "ping" })).toEqual({
      state,
      send: [{ jsonrpc: "2.0", id: 7, result: {} }],
    });
    const ended = receive(state, { jsonrpc: "2.0", id: "a", method: "ui/resource-teardown", params: {} });
    expect(ended).toMatchObject({ state: { phase: "ended" }, send: [{ id: "a", result: {} }] });
    expect(receive(state, { jsonrpc: "2.0", id: 8, method: "tools/list" }).send).toMatchObject([
      { id: 8, error: { code: -32601 } },
    ]);
  });

  it("leaves alone whatever is no message of the protocol", () => {
    const hostile = fc.oneof(
      fc.anything({ maxDepth: 1 }),
      fc.record({
        jsonrpc: fc.constant("2.0"),
        id: fc.anything(),
        method: fc.anything(),
        params: fc.anything(),
        result: fc.anything(),
      }),
      fc.record({
        jsonrpc: fc.constant("2.0"),
        method: fc.constant("ui/notifications/host-context-changed"),
        params: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(hostile, (message) => {
        const next = receive(state, message).state;
        expect(["light", "dark"]).toContain(next.context.theme);
        expect(typeof next.context.locale).toBe("string");
      }),
    );
  });
});
