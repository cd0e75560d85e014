// npm run capture [-- --check]: docs/terminal.md, what a person sees from the first command to a client that works: the built program,
// the sandbox as the API, and a keychain and a home folder of its own. Needs gnome-keyring and D-Bus (see CONTRIBUTING.md).
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startSandbox } from "../../src/sandbox/index.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";

const root = join(import.meta.dirname, "..");
const program = join(root, "dist/keyscope.cjs");
const file = join(root, "docs/terminal.md");

interface Step {
  /** As a person types it. */
  readonly typed: string;
  readonly args: readonly string[];
  readonly input?: string;
}

/** What was printed, with this machine's paths and port in the place of which ordinary ones stand. */
async function capture(): Promise<string> {
  const session = await startKeyringSession();
  if ("skipped" in session) throw new Error(session.skipped);
  const sandbox = await startSandbox();
  const home = session.env["HOME"] ?? "";
  // So that Claude Code counts as installed. It is the one that hands on all variables, and with them where this keychain is.
  mkdirSync(join(home, ".claude"));
  sandbox.setScopes(sandbox.keys.all, ["dashboard", "orders", "products"]);
  const env = { ...session.env, PATH: "/nowhere", COLUMNS: "100", NO_COLOR: "1" };
  const baseUrl = sandbox.baseUrl("setpilot");
  const steps: readonly Step[] = [
    {
      typed: `pass show setpilot | keyscope login setpilot --base-url ${baseUrl}`,
      args: ["login", "setpilot", "--base-url", baseUrl],
      input: `${sandbox.keys.all}\n`,
    },
    { typed: "keyscope install claude-code --yes", args: ["install", "claude-code", "--yes"] },
    { typed: "keyscope status", args: ["status"] },
  ];
  const usual: readonly (readonly [string, string])[] = [
    [new URL(sandbox.origin).host, "127.0.0.1:4010"],
    [home, "/home/ada"],
    [program, "/usr/lib/node_modules/keyscope/dist/keyscope.cjs"],
    [process.execPath, "/usr/bin/node"],
  ];
  try {
    const shown: string[] = [];
    for (const { typed, args, input } of steps) shown.push(`$ ${typed}\n${(await run(args, env, input)).trimEnd()}`);
    return usual.reduce((text, [here, there]) => text.replaceAll(here, there), shown.join("\n\n"));
  } finally {
    await sandbox.close();
    await session.stop();
  }
}

/** Both streams, as a terminal shows them. */
function run(args: readonly string[], env: Readonly<Record<string, string>>, input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [program, ...args], { env, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null) resolve(stderr + stdout);
      else reject(new Error(`keyscope ${args.join(" ")} ended with ${error.code}: ${stderr}${stdout}`));
    });
    child.stdin?.end(input);
  });
}

const page = `<!-- Made by \`npm run capture\`. -->

# In the terminal

From the key to the assistant, against the sandbox that comes with Keyscope, where this key has three scopes of four:

\`\`\`console
${await capture()}
\`\`\`
`;
if (!process.argv.includes("--check")) writeFileSync(file, page);
else if (readFileSync(file, "utf8") !== page) {
  process.stderr.write(
    `${page}\ndocs/terminal.md is not what the program prints. Run \`npm run capture\` and commit the result.\n`,
  );
  process.exitCode = 1;
}
