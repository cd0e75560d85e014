import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keychainIsWaiting, toFailure } from "../../../src/credentials/keychain/library.ts";
import { findSessionBus } from "../../../src/credentials/keychain/linux-dbus.ts";
import { openKeychain } from "../../../src/credentials/keychain/open-keychain.ts";

/** Stands in for the library: a store in memory, whose answers a test can hold back, break or replace. */
const library = vi.hoisted(() => {
  const entries = new Map<string, string>();
  const log: unknown[][] = [];
  const behaviour: { answer: <T>(value: T) => Promise<T> } = {
    answer: (value) => Promise.resolve(value),
  };
  return { entries, log, behaviour };
});

vi.mock("@napi-rs/keyring", () => {
  const { entries, log, behaviour } = library;
  class AsyncEntry {
    readonly account: string;
    constructor(service: string, account: string, options: unknown) {
      log.push(["entry", service, account, options]);
      this.account = account;
    }
    getPassword() {
      log.push(["get"]);
      return behaviour.answer(entries.get(this.account) ?? null);
    }
    setPassword(value: string) {
      entries.set(this.account, value);
      return behaviour.answer(undefined);
    }
    deletePassword() {
      return behaviour.answer(entries.delete(this.account));
    }
  }
  const findCredentialsAsync = () => {
    log.push(["find"]);
    return behaviour.answer([...entries].map(([account, password]) => ({ account, password })));
  };
  return {
    AsyncEntry,
    findCredentialsAsync,
  };
});

beforeEach(() => {
  library.entries.clear();
  library.log.length = 0;
  library.behaviour.answer = (value) => Promise.resolve(value);
});

afterEach(() => {
  vi.useRealTimers();
});

const open = (platform: NodeJS.Platform, store: "default" | "kernel" = "default") =>
  // A bus address of its own, so that nothing of this machine's user is asked.
  openKeychain({ env: { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere", PATH: "/nowhere" }, platform, store });

describe("openKeychain", () => {
  it.each([
    ["darwin", "default", "macOS Keychain", undefined],
    ["win32", "default", "Windows Credential Manager", undefined],
    ["linux", "kernel", "kernel keyring", { linux: { store: "keyutils" } }],
  ] as const)("on %s (%s) is the %s, read once for one question", async (platform, which, store, options) => {
    const keychain = open(platform, which);
    expect(library.log).toEqual([]);
    expect(await keychain.read("setpilot:default")).toEqual({ kind: "none" });
    expect(library.log).toEqual([["entry", "keyscope", "setpilot:default", options], ["get"]]);
    expect(await keychain.write("setpilot:default", "v")).toEqual({ kind: "written", store });
    expect(await keychain.read("setpilot:default")).toEqual({ kind: "found", value: "v" });
    expect(await keychain.remove("setpilot:default")).toEqual({ kind: "removed", store });
    expect(await keychain.remove("setpilot:default")).toEqual({ kind: "nothing-there", store });
  });

  it("on Linux reads without an entry, because an entry opens dialogs, and pins the store when it writes", async () => {
    const keychain = open("linux");
    library.entries.set("setpilot:default", "v");
    expect(await keychain.read("setpilot:default")).toEqual({ kind: "found", value: "v" });
    expect(library.log).toEqual([["find"]]);
    expect(await keychain.write("setpilot:default", "w")).toEqual({ kind: "written", store: "Secret Service" });
    const options = { linux: { store: "secret-service" } };
    expect(library.log).toContainEqual(["entry", "keyscope", "setpilot:default", options]);
  });

  it("counts as Windows does, and writes nothing that is too long", async () => {
    const keychain = open("win32");
    expect(await keychain.write("a", "x".repeat(1280))).toMatchObject({ kind: "written" });
    const store = "Windows Credential Manager";
    expect(await keychain.write("b", "x".repeat(1281))).toEqual({ kind: "too-long", store, bytes: 2562, limit: 2560 });
    expect(library.entries.has("b")).toBe(false);
  });

  it("notices a store that does not keep what it took, or keeps another's", async () => {
    const keychain = open("darwin");
    const store = "macOS Keychain";
    library.behaviour.answer = (value) => {
      library.entries.clear();
      return Promise.resolve(value);
    };
    expect(await keychain.write("a", "v")).toEqual({ kind: "not-kept", store, found: "nothing" });
    library.behaviour.answer = (value) => {
      library.entries.set("a", "another's");
      return Promise.resolve(value);
    };
    expect(await keychain.write("a", "v")).toEqual({ kind: "not-kept", store, found: "another-value" });
  });

  it("gives up in time, and joins the question that is still open instead of asking again", async () => {
    vi.useFakeTimers();
    const keychain = open("darwin");
    await keychain.read("warm up");
    library.log.length = 0;
    let answer: (() => void) | undefined;
    library.behaviour.answer = (value) =>
      new Promise((resolve) => {
        answer = () => resolve(value);
      });
    library.entries.set("a", "v");
    const first = keychain.read("a");
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await first).toMatchObject({ kind: "unreachable", reason: "timeout" });
    expect(keychainIsWaiting()).toBe(true);
    const second = keychain.read("a");
    await vi.advanceTimersByTimeAsync(0);
    expect(library.log.filter(([what]) => what === "get")).toHaveLength(1);
    answer?.();
    expect(await second).toEqual({ kind: "found", value: "v" });
    expect(keychainIsWaiting()).toBe(false);
  });
});

describe("toFailure", () => {
  const store = "Secret Service";
  const cases: [string, unknown][] = [
    // As @napi-rs/keyring 2.1.2 words them with gnome-keyring.
    ["zbus error: org.freedesktop.Secret.Error.IsLocked: Cannot get secret of a locked object", "locked"],
    ["Couldn't access platform storage: Secret Service: unlock prompt was dismissed", "locked"],
    ["Entry is matched by 2 credentials: [Entry {}, Entry {}]", "damaged"],
    [
      "zbus error: org.freedesktop.DBus.Error.ServiceUnknown: The name org.freedesktop.secrets was …",
      "no-secret-service",
    ],
    ["Platform failure: DBus error: The name x was not provided by any .service files", "no-secret-service"],
    ["Couldn't access platform storage: Secret Service: no result found", "no-default-keyring"],
    ["zbus error: Failed to connect to address `unix:path=/x`: No such file or directory (os error 2)", "no-bus"],
    ["Platform failure: DBus error: Failed to connect to socket /x: No such file or directory", "no-bus"],
    ["Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time", "no-bus"],
    ["Couldn't access platform storage: AccessDenied", "access-denied"],
    ["Platform failure: User interaction is not allowed.", "locked"],
    ["something new", "failed"],
  ];

  it.each(cases)("%s: %s", (message, meaning) => {
    const failure = toFailure(new Error(message), store);
    expect(failure.kind === "unreachable" ? failure.reason : failure.kind).toBe(meaning);
  });

  it("takes whatever is thrown", () => {
    expect(toFailure(undefined, store)).toMatchObject({ kind: "unreachable", reason: "failed" });
  });
});

describe("findSessionBus", () => {
  const only =
    (...paths: string[]) =>
    (path: string) =>
      paths.includes(path);

  it("takes the address that is given", () => {
    const env = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/x", XDG_RUNTIME_DIR: "/run/user/1000" };
    expect(findSessionBus(env, 1000, () => true)).toBe("unix:path=/x");
  });

  it("looks in /run/user/<uid> when the client passed nothing, or nothing in it", () => {
    const isSocket = only("/run/user/1000/bus");
    expect(findSessionBus({}, 1000, isSocket)).toBe("unix:path=/run/user/1000/bus");
    const empty = { DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: "" };
    expect(findSessionBus(empty, 1000, isSocket)).toBe("unix:path=/run/user/1000/bus");
    expect(findSessionBus({ XDG_RUNTIME_DIR: "/gone" }, 1000, isSocket)).toBe("unix:path=/run/user/1000/bus");
  });

  it("prefers the runtime folder that is named, and escapes it as D-Bus wants", () => {
    const env = { XDG_RUNTIME_DIR: "/tmp/a b,é" };
    expect(findSessionBus(env, 1000, () => true)).toBe("unix:path=/tmp/a%20b%2c%c3%a9/bus");
  });

  it("says nothing where there is no socket", () => {
    expect(findSessionBus({}, 1000, only())).toBeUndefined();
    expect(findSessionBus({ XDG_RUNTIME_DIR: "relative" }, 1000, only("relative/bus"))).toBeUndefined();
    expect(findSessionBus({ XDG_RUNTIME_DIR: import.meta.dirname }, 4294967294)).toBeUndefined();
  });
});
