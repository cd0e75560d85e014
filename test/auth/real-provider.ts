import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { type Loopback, listen } from "../helpers/loopback.ts";
import { jwkOf, makeKey } from "./provider.ts";

/** A real identity provider on loopback, where people log in with any password. */
export interface RealProvider extends Loopback {
  readonly issuer: string;
}

/** In which groups people are; everybody else is in none. */
const GROUPS: Readonly<Record<string, readonly string[]>> = { anna: ["board"], bob: ["sales"] };

/** Clients that are not registered beforehand register themselves. */
export async function startRealProvider(): Promise<RealProvider> {
  const server = createServer();
  const loopback = await listen(server);
  const issuer = loopback.url.origin;
  const key = makeKey("ES256");
  const provider = new Provider(issuer, {
    clients: [],
    jwks: { keys: [{ ...jwkOf(key), ...key.privateKey.export({ format: "jwk" }) }] },
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    scopes: ["openid", "offline_access", "shop"],
    cookies: { keys: ["tea"] },
    ttl: { AccessToken: 3600, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
    findAccount: (_: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub }) }),
    features: {
      registration: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, resource: string) => ({
          scope: "shop",
          audience: resource,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "ES256" } },
        }),
        useGrantedResource: () => true,
      },
    },
    extraTokenClaims: (_: unknown, { accountId }: { accountId: string }) => ({
      groups: GROUPS[accountId] ?? [],
    }),
  });
  server.on("request", provider.callback());
  return { ...loopback, issuer };
}

/** Goes through the provider's pages as a person in a browser does, and gives the address that the client is sent back to. */
export async function logIn(start: URL, name: string, callback: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  let form: URLSearchParams | undefined;
  for (let steps = 0; steps < 20; steps += 1) {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie },
      ...(form && { method: "POST", body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(key, value);
    }
    const location = response.headers.get("location");
    form = undefined;
    if (location !== null) {
      url = new URL(location, url);
      if (url.href.startsWith(callback)) return url;
      continue;
    }
    const page = await response.text();
    const [, action] = /action="([^"]+)"/.exec(page) ?? [];
    if (action === undefined) throw new Error(`The provider shows no form (HTTP ${response.status}): ${page}`);
    url = new URL(action, url);
    form = page.includes('value="consent"')
      ? new URLSearchParams({ prompt: "consent" })
      : new URLSearchParams({ prompt: "login", login: name, password: "tea" });
  }
  throw new Error("The provider never came to an end.");
}
