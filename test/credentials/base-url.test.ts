import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBaseUrl } from "../../src/credentials/base-url.ts";

function hrefOf(text: string): string {
  const found = parseBaseUrl(text);
  return found.ok ? found.url.href : found.reason;
}

describe("parseBaseUrl", () => {
  it.each([
    ["https://app.setpilot.io/api/v2/", "https://app.setpilot.io/api/v2/"],
    [" https://app.setpilot.io/api/v2 ", "https://app.setpilot.io/api/v2/"],
    ["https://app.setpilot.io", "https://app.setpilot.io/"],
    ["http://localhost:8080/x", "http://localhost:8080/x/"],
    ["http://127.0.0.1:1", "http://127.0.0.1:1/"],
    ["http://127.250.0.9/", "http://127.250.0.9/"],
    ["http://127.1/", "http://127.0.0.1/"],
    ["http://[::1]:9/a/", "http://[::1]:9/a/"],
  ])("takes %j", (text, href) => {
    expect(hrefOf(text)).toBe(href);
  });

  it.each([
    ["", "not-a-url"],
    ["app.setpilot.io/api", "not-a-url"],
    ["https://", "not-a-url"],
    ["https:\\\\evil.test", "not-a-url"],
    ["https://a.test/\n@b", "not-a-url"],
    ["localhost:8080", "scheme"],
    ["ftp://a.test/", "scheme"],
    ["file:///etc/passwd", "scheme"],
    ["http://a.test/", "insecure"],
    ["http://localhost.evil.test/", "insecure"],
    ["http://127.0.0.1.evil.test/", "insecure"],
    ["http://0.0.0.0/", "insecure"],
    ["http://[::ffff:127.0.0.1]/", "insecure"],
    ["http://192.168.1.1/", "insecure"],
    ["https://user@a.test/", "user-info"],
    ["https://user:pass@a.test/", "user-info"],
    ["https://app.setpilot.io:x@evil.test/", "user-info"],
    ["https://a.test/?", "query"],
    ["https://a.test/?x=1", "query"],
    ["https://a.test/#", "fragment"],
    ["https://a.test/#x", "fragment"],
  ])("refuses %j: %s", (text, reason) => {
    expect(hrefOf(text)).toBe(reason);
  });

  it("never throws, and its answer is taken again as it is", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.tuple(fc.constant("https://"), fc.string()).map((p) => p.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const found = parseBaseUrl(text);
        if (!found.ok) return;
        expect(hrefOf(found.url.href)).toBe(found.url.href);
        expect(new URL("orders/", found.url).href).toBe(`${found.url.href}orders/`);
      }),
    );
  });
});
