import { afterEach, expect, it } from "vitest";
import { endProcesses, runCommand } from "../helpers/command.ts";
import { openPlace } from "../helpers/place.ts";

const { environment } = await openPlace();

afterEach(endProcesses);

const ISSUER = ["--issuer", "https://login.example.com"];
const URL = ["--public-url", "https://keyscope.example.com/mcp"];
const PEOPLE = ["--people", "people.json"];

const wrong: readonly (readonly [name: string, options: readonly string[], says: RegExp])[] = [
  [
    "without the public address",
    [...ISSUER, ...PEOPLE],
    /^--issuer needs --public-url, the address that clients are given/,
  ],
  [
    "without the people",
    [...ISSUER, ...URL],
    /^--issuer needs --people FILE, which says what each group may see\. Without it everybody/,
  ],
  [
    "with a provider in the clear",
    ["--issuer", "http://login.example.com", ...URL, ...PEOPLE],
    /^--issuer must be the address of your identity provider/,
  ],
  [
    "with a login in the provider's address",
    ["--issuer", "https://anna:tea@login.example.com", ...URL, ...PEOPLE],
    /^--issuer must be/,
  ],
  [
    "with a public address in the clear",
    [...ISSUER, "--public-url", "http://keyscope.example.com", ...PEOPLE],
    /^--public-url must be the address that clients are given/,
  ],
  [
    "with an audience of two words",
    [...ISSUER, ...URL, ...PEOPLE, "--audience", "a b"],
    /^--audience must be one word/,
  ],
  [
    "with scopes in quotes",
    [...ISSUER, ...URL, ...PEOPLE, "--ask-scopes", '"openid"'],
    /^--ask-scopes must be names of scopes/,
  ],
  [
    "with an audience and no provider",
    ["--audience", "x"],
    /^--people, --audience and --ask-scopes go with --issuer\.$/,
  ],
];

it.each(wrong)("does not start for a team %s", async (_, options, says) => {
  const { stderr, stdout, exitCode } = await runCommand(["serve", "setpilot", "--http", ...options], {
    env: environment(),
  });
  expect(stderr.trim()).toMatch(says);
  expect(stderr).not.toMatch(/tea|anna/);
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
});

it("does not start where anybody could answer in the place of the provider", async () => {
  const env = environment({ NODE_TLS_REJECT_UNAUTHORIZED: "0" });
  const { stderr, exitCode } = await runCommand(["serve", "setpilot", "--http", ...ISSUER, ...URL, ...PEOPLE], { env });
  expect(stderr).toContain("NODE_TLS_REJECT_UNAUTHORIZED is 0, so anybody on the way could answer");
  expect(exitCode).toBe(2);
});

it("takes these options for a server over HTTP only", async () => {
  const { stderr, exitCode } = await runCommand(["serve", "setpilot", ...ISSUER, ...URL, ...PEOPLE], {
    env: environment(),
  });
  expect(stderr).toContain("--issuer, --public-url, --people, --store and --audit go with --http.");
  expect(exitCode).toBe(2);
});
