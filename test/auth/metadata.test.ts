import { expect, it } from "vitest";
import { isIssuer, parsePublicUrl } from "../../src/auth/public-url.ts";
import { openWorld, PUBLIC_URL } from "./world.ts";

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

it.each([WELL_KNOWN, `${WELL_KNOWN}/mcp`])("%s says who gives the tokens, to pages of any origin too", async (path) => {
  const world = await openWorld();
  const response = await fetch(`${world.origin}${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(await response.json()).toEqual({
    resource: PUBLIC_URL,
    resource_name: "Keyscope for Teapots",
    authorization_servers: [world.provider.issuer],
    bearer_methods_supported: ["header"],
  });
});

it("names the scopes that clients are to ask for, there and where it refuses", async () => {
  const world = await openWorld({ scopes: ["openid", "groups"] });
  const metadata: unknown = await (await fetch(`${world.origin}${WELL_KNOWN}`)).json();
  expect(metadata).toMatchObject({ scopes_supported: ["openid", "groups"] });
  expect((await world.send(undefined)).challenge).toContain('scope="openid groups"');
});

it("lets a browser ask first, because of the header that clients send", async () => {
  const world = await openWorld();
  const { status, headers } = await fetch(`${world.origin}${WELL_KNOWN}/mcp`, { method: "OPTIONS" });
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-headers")).toBe("mcp-protocol-version");
  expect(headers.get("access-control-allow-methods")).toBe("GET");
});

it("answers nothing else there, and there alone", async () => {
  const world = await openWorld();
  const ask = async (path: string, method = "GET") => (await fetch(`${world.origin}${path}`, { method })).status;
  expect(await ask(WELL_KNOWN, "POST")).toBe(405);
  expect(await ask(WELL_KNOWN, "DELETE")).toBe(405);
  expect(await ask(`${WELL_KNOWN}/`)).toBe(404);
  expect(await ask(`${WELL_KNOWN}/other`)).toBe(404);
  expect(await ask("/.well-known/oauth-authorization-server")).toBe(404);
  expect(await ask("/.well-known/openid-configuration")).toBe(404);
});

it.each([
  ["https://keyscope.example.com/mcp", "https://keyscope.example.com/mcp"],
  ["https://keyscope.example.com/mcp/", "https://keyscope.example.com/mcp"],
  ["https://keyscope.example.com", "https://keyscope.example.com/mcp"],
  ["https://keyscope.example.com/", "https://keyscope.example.com/mcp"],
  ["https://keyscope.example.com//", "https://keyscope.example.com/mcp"],
  ["https://KEYSCOPE.example.com:443/mcp", "https://keyscope.example.com/mcp"],
  ["https://tools.example.com/keyscope/mcp", "https://tools.example.com/keyscope/mcp"],
  ["http://127.0.0.1:8787/mcp", "http://127.0.0.1:8787/mcp"],
  ["http://localhost:8787", "http://localhost:8787/mcp"],
  ["http://keyscope.example.com/mcp", undefined],
  ["https://anna:tea@keyscope.example.com/mcp", undefined],
  ["https://keyscope.example.com/mcp?x=1", undefined],
  ["https://keyscope.example.com/mcp?", undefined],
  ["https://keyscope.example.com/mcp#x", undefined],
  ["keyscope.example.com", undefined],
  ["ftp://keyscope.example.com", undefined],
  ["", undefined],
])("takes the public address %s as %s", (text, url) => {
  const parsed = parsePublicUrl(text);
  expect(parsed.ok ? parsed.url.href : undefined).toBe(url);
});

it.each([
  ["https://login.example.com", true],
  ["https://login.example.com/", true],
  ["https://login.example.com/realms/firm", true],
  ["http://127.0.0.1:9000", true],
  ["http://login.example.com", false],
  ["https://anna@login.example.com", false],
  ["https://login.example.com?x", false],
  ["https://login.example.com#x", false],
  ['https://login.example.com/"', false],
  ["https://login.example.com/\\", false],
  ["https://bücher.example.com", false],
  ["login.example.com", false],
])("whether %s can be an issuer: %s", (text, can) => {
  expect(isIssuer(text)).toBe(can);
});
