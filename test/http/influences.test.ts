import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { findInfluences, type NodeStart, thisNode } from "../../src/http/influences.ts";
import { findProxy } from "../../src/http/proxy.ts";
import { explainKeyNote } from "../../src/messages/key-failures.ts";
import { isDirty } from "../../src/utils/clean-text.ts";

const API = new URL("https://app.setpilot.io/api/v2/");
const USUAL: NodeStart = { options: [], trustsOpenssl: false };
const PROXY = { HTTPS_PROXY: "http://proxy.example:8080" };

/** The variables that are named, in order. */
function named(environment: Record<string, string>, url = API, node = USUAL): string[] {
  return findInfluences(url, environment, node).map(({ variable }) => variable);
}

/** What is told of them. */
function told(environment: Record<string, string>): string[] {
  const place = { connector: setpilot, profile: "default" };
  return findInfluences(API, environment, USUAL).map((note) => explainKeyNote(note, place));
}

describe("a proxy is named", () => {
  it.each([
    [{ HTTPS_PROXY: "http://a.example:1" }, "HTTPS_PROXY", "a.example:1"],
    [{ https_proxy: "a.example:1", HTTPS_PROXY: "http://b.example" }, "https_proxy", "a.example:1"],
    [{ HTTP_PROXY: "http://a.example" }, "HTTP_PROXY", "a.example"],
    [{ HTTPS_PROXY: "https://me:hush@a.example:3128/" }, "HTTPS_PROXY", "a.example:3128"],
    [{ HTTPS_PROXY: "me:hush@a.example:3128" }, "HTTPS_PROXY", "a.example:3128"],
  ])("%j", (environment, variable, host) => {
    expect(findInfluences(API, environment, USUAL)).toEqual([{ kind: "proxy", variable, host }]);
  });

  it.each([
    [{ ...PROXY, NO_PROXY: ".setpilot.io" }],
    [{ ...PROXY, no_proxy: "app.setpilot.io:443" }],
    [{ HTTPS_PROXY: "" }],
    [{ HTTPS_PROXY: "://" }],
    [{ ALL_PROXY: "http://a.example", NODE_USE_ENV_PROXY: "1" }],
  ])("not where requests go past it: %j", (environment) => {
    expect(named(environment)).toEqual([]);
  });

  it.each(["http://127.0.0.1:8080/", "https://localhost/", "https://[::1]/"])("not for this machine: %s", (url) => {
    expect(named(PROXY, new URL(url))).toEqual([]);
  });

  it("not for another port than NO_PROXY names", () => {
    expect(named({ ...PROXY, NO_PROXY: "app.setpilot.io:8443" })).toEqual(["HTTPS_PROXY"]);
  });

  it("without its login, whatever that is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (user, password) => {
        const login = `${encodeURIComponent(user.toWellFormed())}xyz:${encodeURIComponent(password.toWellFormed())}xyz`;
        const environment = { HTTPS_PROXY: `http://${login}@proxy.example:8080` };
        expect(findProxy(API, environment)?.url?.password).toContain("xyz");
        expect(told(environment)).toEqual(told(PROXY));
      }),
    );
  });
});

describe("certificates that are trusted as well", () => {
  const files = { SSL_CERT_FILE: "/a.pem", SSL_CERT_DIR: "/b" };

  it("are named for HTTPS only", () => {
    const environment = { NODE_EXTRA_CA_CERTS: "/a.pem" };
    expect(named(environment)).toEqual(["NODE_EXTRA_CA_CERTS"]);
    expect(named(environment, new URL("http://127.0.0.1:8080/"))).toEqual([]);
  });

  it("are OpenSSL's where Node asks OpenSSL", () => {
    expect(named(files)).toEqual([]);
    const all = Object.keys(files);
    expect(named({ ...files, NODE_USE_SYSTEM_CA: "1" })).toEqual(all);
    expect(named({ ...files, NODE_OPTIONS: "--trace-exit --use_openssl_ca" })).toEqual([...all, "NODE_OPTIONS"]);
    expect(named(files, API, { ...USUAL, options: ["--use-system-ca"] })).toEqual(all);
    expect(named(files, API, { ...USUAL, trustsOpenssl: true })).toEqual(all);
    expect(thisNode().options).toEqual(process.execArgv);
  });

  it("do not matter where all are", () => {
    const environment = { NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_EXTRA_CA_CERTS: "/a.pem" };
    expect(findInfluences(API, environment, USUAL)).toMatchObject([{ kind: "unchecked-certificates" }]);
  });
});

describe("what can bring in code", () => {
  it("is named with its value, without logins", () => {
    const environment = {
      NODE_OPTIONS: "--import=https://me:hush@a.example/x.mjs",
      OPENSSL_CONF: "",
      LD_PRELOAD: "/x",
    };
    expect(told(environment)).toEqual([
      expect.stringContaining('NODE_OPTIONS is set ("--import=https://a.example/x.mjs")'),
      expect.stringContaining("LD_PRELOAD is set (/x)"),
    ]);
  });

  it.each(["OPENSSL_CONF", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "NAPI_RS_NATIVE_LIBRARY_PATH"])(
    "can be %s",
    (name) => {
      expect(named({ [name]: "/x" }, new URL("http://127.0.0.1:8080/"))).toEqual([name]);
    },
  );

  it("stays one short line without hidden characters, whatever the value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 500 }), (value) => {
        const lines = told({ NODE_OPTIONS: value, NODE_EXTRA_CA_CERTS: value, HTTPS_PROXY: value });
        for (const line of lines) {
          expect(line).not.toContain("\n");
          expect(isDirty(line)).toBe(false);
          expect(line.length).toBeLessThan(1_500);
        }
      }),
    );
  });
});
