import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import packageJson from "../../package.json";
import { VERSION } from "../../src/utils/version.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { PROGRAM, temporaryHome } from "../helpers/clients.ts";

const { path: folder } = await openForFile(temporaryHome());

/** Runs the program on this Node, which says that it is another. */
function runAs(version: string) {
  const disguise = join(folder, `${version}.cjs`);
  writeFileSync(
    disguise,
    `Object.defineProperty(process, "version", { value: "v${version}" });
     Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`,
  );
  return spawnSync(process.execPath, ["--require", disguise, PROGRAM, "--version"], { encoding: "utf8" });
}

it.each(["0.12.18", "4.9.1", "12.22.12", "16.20.0", "18.20.8", "20.0.0", "20.2.0", "20.18.3"])(
  "on Node %s it says in one sentence what to do",
  (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect(stderr).toBe(
      `Keyscope needs Node.js 20.19 or later; this is v${version}. Install it from https://nodejs.org, then try again.\n`,
    );
    expect(stdout).toBe("");
    expect(status).toBe(1);
  },
);

it.each(["20.19.0", "20.100.0", "21.0.0", "22.1.0", "24.11.1", "100.0.0"])("on Node %s it starts", (version) => {
  expect(runAs(version)).toMatchObject({ status: 0, stdout: `${VERSION}\n` });
});

it("asks for the Node that package.json asks for", () => {
  expect(packageJson.engines.node).toBe(">=20.19");
});

it("can be read by the oldest Node: nothing in its first file is younger than ES5", () => {
  const code = readFileSync(PROGRAM, "utf8");
  expect(code).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(code).not.toMatch(/=>|`|\?\.|\?\?|\.\.\.|\b(?:const|let|class|async|await|import|of)\b/);
});
