// npm run capture [-- --check]: docs/terminal.md, what a person sees from the first command to a client that works: the built program,
// the sandbox as the API, and a keychain and a home folder of its own. Needs gnome-keyring and D-Bus (see CONTRIBUTING.md).
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startSandbox } from "../../src/sandbox/index.ts";
import { PROGRAM } from "../../test/helpers/clients.ts";
import { runCommand } from "../../test/helpers/command.ts";
import { startKeyringSession } from "../../test/helpers/keyring-session.ts";

const file = join(import.meta.dirname, "../../docs/terminal.md");

/** What was printed, with this machine's paths and port in the place of which ordinary ones stand. */
async function capture(): Promise<string> {
  const session = await startKeyringSession();
  if ("skipped" in session) throw new Error(session.skipped);
  const sandbox = await startSandbox();
  const home = session.env["HOME"] ?? "";
  // So that Claude Code counts as installed. It is the one that hands on all variables, and with them where this keychain is.
  mkdirSync(join(home, ".claude"));
  // As `npm link` leaves it, so that the program finds itself on the PATH.
  mkdirSync(join(home, "bin"));
  symlinkSync(PROGRAM, join(home, "bin/keyscope"));
  sandbox.setScopes(sandbox.keys.all, ["dashboard", "orders", "products"]);
  const env = { ...session.env, PATH: join(home, "bin"), COLUMNS: "100", NO_COLOR: "1" };
  const baseUrl = sandbox.baseUrl("setpilot");
  const login = `login setpilot --base-url ${baseUrl}`;
  /** As a person types it, its arguments, and what comes through the pipe. */
  const steps: readonly (readonly [string, string, string?])[] = [
    [`pass show setpilot | keyscope ${login}`, login, `${sandbox.keys.all}\n`],
    ["keyscope install claude-code --yes", "install claude-code --yes"],
    ["keyscope status", "status"],
  ];
  const usual: readonly (readonly [string, string])[] = [
    [new URL(sandbox.origin).host, "127.0.0.1:4010"],
    [home, "/home/ada"],
    [PROGRAM, "/usr/lib/node_modules/keyscope/dist/keyscope.cjs"],
    [process.execPath, "/usr/bin/node"],
  ];
  try {
    const shown: string[] = [];
    for (const [typed, args, stdin] of steps) {
      const { stdout, stderr, exitCode } = await runCommand(args.split(" "), { env, ...(stdin && { stdin }) });
      if (exitCode !== 0) throw new Error(`keyscope ${args} ended with ${exitCode}: ${stderr}${stdout}`);
      // Both streams, as a terminal shows them.
      shown.push(`$ ${typed}\n${(stderr + stdout).trimEnd()}`);
    }
    return usual.reduce((text, [here, there]) => text.replaceAll(here, there), shown.join("\n\n"));
  } finally {
    await sandbox.close();
    await session.stop();
  }
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
