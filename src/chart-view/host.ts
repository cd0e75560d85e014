import { getMember, isRecord } from "../utils/own.ts";
import { FIRST_STATE, INITIALIZE, INITIALIZE_ID, type Message, receive, type ViewState } from "./protocol.ts";

/** The program that shows this page. */
export interface Host {
  /** Sends a request; undefined where the host refuses it. */
  ask(method: string, params: object): Promise<Readonly<Record<string, unknown>> | undefined>;
  tell(method: string, params: object): void;
}

/**
 * Says hello to whoever shows this page, and reports each new state.
 * Which origin that is cannot be known here, so messages go to any, and are taken from the window above only.
 */
export function connectHost(onState: (state: ViewState) => void): Host {
  const pending = new Map<number, (result: Readonly<Record<string, unknown>> | undefined) => void>();
  let state = FIRST_STATE;
  let lastId = INITIALIZE_ID;
  const send = (message: Message) => window.parent.postMessage(message, "*");
  window.addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    if (source !== window.parent) return;
    const id = getMember(data, "id");
    const settle = typeof id === "number" && getMember(data, "method") === undefined ? pending.get(id) : undefined;
    if (typeof id === "number" && settle !== undefined) {
      pending.delete(id);
      const result = getMember(data, "result");
      settle(isRecord(result) ? result : undefined);
      return;
    }
    const step = receive(state, data);
    for (const message of step.send) send(message);
    if (step.state === state) return;
    state = step.state;
    onState(state);
  });
  send(INITIALIZE);
  return {
    ask(method, params) {
      lastId += 1;
      const id = lastId;
      send({ jsonrpc: "2.0", id, method, params });
      return new Promise((resolve) => pending.set(id, resolve));
    },
    tell: (method, params) => send({ jsonrpc: "2.0", method, params }),
  };
}
