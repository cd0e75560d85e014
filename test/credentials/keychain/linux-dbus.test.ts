import { describe, expect, it } from "vitest";
import { sessionBusAddress } from "../../../src/credentials/keychain/linux-dbus.ts";

describe("sessionBusAddress", () => {
  const only =
    (...paths: string[]) =>
    (path: string) =>
      paths.includes(path);

  it("takes the address that is given", () => {
    const env = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/x", XDG_RUNTIME_DIR: "/run/user/1000" };
    expect(sessionBusAddress(env, 1000, () => true)).toBe("unix:path=/x");
  });

  it("looks in /run/user/<uid> when the client passed nothing, or nothing in it", () => {
    const isSocket = only("/run/user/1000/bus");
    expect(sessionBusAddress({}, 1000, isSocket)).toBe("unix:path=/run/user/1000/bus");
    const empty = { DBUS_SESSION_BUS_ADDRESS: "", XDG_RUNTIME_DIR: "" };
    expect(sessionBusAddress(empty, 1000, isSocket)).toBe("unix:path=/run/user/1000/bus");
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: "/gone" }, 1000, isSocket)).toBe("unix:path=/run/user/1000/bus");
  });

  it("prefers the runtime folder that is named, and escapes it as D-Bus wants", () => {
    const env = { XDG_RUNTIME_DIR: "/tmp/a b,é" };
    expect(sessionBusAddress(env, 1000, () => true)).toBe("unix:path=/tmp/a%20b%2c%c3%a9/bus");
  });

  it("says nothing where there is no socket", () => {
    expect(sessionBusAddress({}, 1000, only())).toBeUndefined();
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: "relative" }, 1000, only("relative/bus"))).toBeUndefined();
    expect(sessionBusAddress({ XDG_RUNTIME_DIR: import.meta.dirname }, 4294967294)).toBeUndefined();
  });
});
