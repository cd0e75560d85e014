// npm run release: checks that this commit can be published as the version that package.json names, makes the bundles, and
// prints what is left to do. Publishes nothing itself. The first time it turns the switch in package.json by which all texts, files
// and buttons may name npx, and ends there: that belongs into the commit that is published.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const { name, version, mcpName, repository, keyscope } = JSON.parse(read("package.json"));
// npm proves where a package was built by comparing this address with the one that built it.
const [, owner] = /^(?:git\+)?https:\/\/github\.com\/([^/]+)\//.exec(repository?.url ?? "") ?? [];

const obstacles = [
  git("status", "--porcelain") !== "" && "There are changes that are not committed. Commit them first.",
  !new RegExp(`^## \\[${version.replaceAll(".", "\\.")}\\] - \\d{4}-\\d\\d-\\d\\d$`, "m").test(read("CHANGELOG.md")) &&
    `CHANGELOG.md has no section "## [${version}] - <date>". Give the changes under "Unreleased" that heading.`,
  git("tag", "--list", `v${version}`) !== "" &&
    `There is a tag v${version} already. Raise the version with \`npm version --no-git-tag-version\`.`,
  owner === undefined && 'package.json has no "repository" on GitHub, without which npm proves no provenance. Add it.',
  owner !== undefined &&
    mcpName !== `io.github.${owner}/${name}` &&
    `The MCP registry takes the name io.github.${owner}/${name} only. Set "mcpName" in package.json to it and run \`npm run docs\`.`,
].filter((obstacle) => obstacle !== false);

if (obstacles.length > 0) {
  process.stderr.write(
    `${name} ${version} cannot be published yet.\n${obstacles.map((line) => `- ${line}\n`).join("")}`,
  );
  process.exit(1);
}
if (!keyscope.published) {
  writeFileSync(join(root, "package.json"), read("package.json").replace('"published": false', '"published": true'));
  run("npm", "run", "docs");
  process.stdout.write("The program and its documents name npx from now on. Commit that, then run this again.\n");
  process.exit(0);
}
run("bash", ".ci/run");
run("npm", "run", "bundle:mcpb");
process.stdout.write(`
${name} ${version} is ready. What is left:
1. git tag v${version} && git push --tags
2. npm publish --provenance --access public   (in GitHub Actions with "id-token: write"; npm proves no provenance elsewhere)
3. Attach the files *.mcpb to the release of v${version} on GitHub.
4. mcp-publisher login github && mcp-publisher publish   (reads server.json)
`);

/** @param {string} file */
function read(file) {
  return readFileSync(join(root, file), "utf8");
}

/** @param {string[]} args */
function git(...args) {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, ...args) {
  execFileSync(command, args, { cwd: root, stdio: "inherit" });
}
