import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { array, looseObject, record, string } from "zod";
import { MCP_PATH } from "../../src/auth/public-url.ts";
import { DEFAULT_ADDRESS } from "../../src/http-server/address.ts";
import { startSandbox } from "../../src/sandbox/index.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { serve } from "../helpers/loopback.ts";
import { commandsIn, findUnknownWords } from "./command-words.ts";

/* What deploy says, held against the program and against itself. proxies.test.ts runs its two proxies. */

const root = join(import.meta.dirname, "../..");
const deploy = join(root, "deploy");
const port = String(DEFAULT_ADDRESS.port);

function read(name: string): string {
  return readFileSync(join(deploy, name), "utf8");
}

describe("the Containerfile", () => {
  const lines = read("Containerfile")
    .replace(/ \\\n\s*/g, " ")
    .split("\n");
  const instruction = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  it("serves on the program's port, as somebody else than root", async () => {
    expect(instruction("EXPOSE")).toEqual([port]);
    const command = array(string()).parse(JSON.parse(instruction("CMD")[0] ?? ""));
    expect(command.at(-1)).toBe(`0.0.0.0:${port}`);
    expect(await findUnknownWords(command)).toEqual([]);
    expect(instruction("USER")).toEqual(["node"]);
    expect(lines.indexOf("USER node")).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith("RUN ")));
  });

  it("takes files that are there, and none of somebody's secrets", () => {
    const taken = instruction("COPY").filter((line) => !line.startsWith("--from"));
    const names = taken.flatMap((line) => line.split(" ").slice(0, -1));
    expect(names.filter((name) => !existsSync(join(root, name)))).toEqual([]);
    const ignored = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
    expect(ignored).toEqual(expect.arrayContaining([".git", "node_modules", "dist"]));
  });

  it("asks in its health check what the server answers while it lives", async () => {
    const [, json = ""] = /^HEALTHCHECK .*?CMD (\[.*\])$/m.exec(lines.join("\n")) ?? [];
    const [program, ...args] = array(string()).parse(JSON.parse(json));
    expect(program).toBe("node");
    const asked: (string | undefined)[] = [];
    const server = await openForTest(
      serve(({ url }, response) => {
        asked.push(url);
        response.writeHead(asked.length === 1 ? 200 : 503).end();
      }),
    );
    const check = async (at: string) => {
      const child = spawn(
        process.execPath,
        args.map((arg) => arg.replace(`127.0.0.1:${port}`, at)),
      );
      const [code] = await once(child, "exit");
      return code;
    };
    expect(await check(server.url.host)).toBe(0);
    expect(await check(server.url.host)).toBe(1);
    expect(asked).toEqual(["/healthz", "/healthz"]);
    await server.close();
    expect(await check(server.url.host)).toBe(1);
  });
});

const composeSchema = looseObject({
  services: record(
    string(),
    looseObject({
      command: array(string()).optional(),
      environment: record(string(), string()).optional(),
      ports: array(string()).default([]),
      volumes: array(string()).default([]),
    }),
  ),
  secrets: record(string(), looseObject({ file: string() })),
});

const realmSchema = looseObject({
  realm: string(),
  groups: array(looseObject({ name: string() })),
  users: array(looseObject({ username: string(), groups: array(string()).default([]) })),
  clients: array(
    looseObject({ clientId: string(), protocolMappers: array(looseObject({ config: record(string(), string()) })) }),
  ),
});

describe("the Compose file", () => {
  const { services, secrets } = composeSchema.parse(load(read("compose.yaml")));
  const command = services["keyscope"]?.command ?? [];
  const option = (name: string) => command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const realm = realmSchema.parse(JSON.parse(read("keycloak/shop-realm.json")));

  it("starts the program with options that it has", async () => {
    expect(await findUnknownWords(command)).toEqual([]);
    expect(await findUnknownWords(services["sandbox"]?.command ?? [])).toEqual([]);
    expect(option("http")).toBe(`0.0.0.0:${port}`);
  });

  it("names files that are there, and lets nobody in from elsewhere", () => {
    const volumes = Object.values(services).flatMap((service) =>
      service.volumes.map((volume) => volume.split(":")[0] ?? ""),
    );
    const files = [
      ...volumes.filter((name) => name.startsWith(".")),
      ...Object.values(secrets).map(({ file }) => file),
    ];
    expect(files.filter((name) => !existsSync(resolve(deploy, name)))).toEqual([]);
    const ports = Object.values(services).flatMap((service) => service.ports);
    expect(ports.filter((each) => !each.startsWith("127.0.0.1:"))).toEqual([]);
    expect(ports).toContain(`127.0.0.1:${port}:${port}`);
  });

  it("has an identity provider whose tokens are for this server", () => {
    expect(option("issuer")).toBe(`http://localhost:8080/realms/${realm.realm}`);
    expect(option("public-url")).toBe(`http://localhost:${port}${MCP_PATH}`);
    const settings = realm.clients.flatMap(({ protocolMappers }) => protocolMappers.map(({ config }) => config));
    expect(settings.map((config) => config["included.custom.audience"])).toContain(option("public-url"));
    expect(settings.map((config) => config["claim.name"])).toContain(people().claim);
  });

  it("has people of each group, and one of none", () => {
    const groups = Object.keys(people().groups).sort();
    expect(realm.groups.map(({ name }) => name).sort()).toEqual(groups);
    const taken = realm.users.flatMap((user) => user.groups.map((group) => group.slice(1)));
    expect(taken.sort()).toEqual(groups);
    expect(realm.users.some((user) => user.groups.length === 0)).toBe(true);
  });

  it("has a key of the sandbox, at the sandbox's address", async () => {
    const sandbox = await openForTest(startSandbox());
    const file = resolve(deploy, secrets["setpilot_api_key"]?.file ?? "");
    expect(readFileSync(file, "utf8").trim()).toBe(sandbox.examples.setpilot.all.parts[0]);
    const address = new URL(services["keyscope"]?.environment?.["SETPILOT_BASE_URL"] ?? "");
    expect(address.pathname).toBe(new URL(sandbox.baseUrl("setpilot")).pathname);
    expect(services["sandbox"]?.command).toContain(address.port);
  });
});

const peopleSchema = looseObject({ claim: string(), groups: record(string(), looseObject({})) });

function people() {
  return peopleSchema.parse(JSON.parse(read("people.json")));
}

it("the people of the guide are those of the example", () => {
  const [, example = ""] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs/team.md"), "utf8")) ?? [];
  expect(JSON.parse(example)).toEqual(JSON.parse(read("people.json")));
});

describe("the systemd unit", () => {
  const unit = join(deploy, "keyscope.service");
  const isMissing = spawnSync("systemd-analyze", ["--version"]).error !== undefined;

  it("starts the program with options that it has", async () => {
    const [command = "", ...others] = commandsIn(read("keyscope.service"));
    expect(others).toEqual([]);
    expect(await findUnknownWords(command.split(/\s+/))).toEqual([]);
  });

  it.skipIf(isMissing)("has nothing that systemd does not know, and little that the service may do", () => {
    const verified = spawnSync("systemd-analyze", ["verify", unit], { encoding: "utf8" });
    expect(verified.stderr).not.toContain("keyscope.service");
    expect(verified.status).toBe(0);
    const rated = spawnSync("systemd-analyze", ["security", "--offline=true", "--threshold=20", unit]);
    expect(rated.status).toBe(0);
  });
});

it.each(["Caddyfile", "nginx.conf"])("%s leads to the program's port and path", (name) => {
  expect(read(name)).toContain(`127.0.0.1:${port}`);
  expect(read(name)).toContain(` ${MCP_PATH} `);
});
