// npm run review [-- --check]: docs/weekly-review.md and docs/weekly-review.html, what `keyscope report weekly` makes of the sandbox's shop, and its
// picture, which needs Chromium. --check compares all but that. The sandbox's clock stands in a year that is over, so that
// nothing in the page depends on the day on which it is made.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, temporaryHome } from "../../test/helpers/clients.ts";
import { runCommand } from "../../test/helpers/command.ts";
import { keyEnvironment } from "../../test/helpers/emulated.ts";
import { fenced } from "./markdown.ts";

const docs = join(import.meta.dirname, "../../docs");
const page = join(docs, "weekly-review.html");
const about = join(docs, "weekly-review.md");
const picture = join(docs, "weekly-review.webp");

const NOW = Date.parse("2025-12-17T09:00:00Z");
const WEEK = "2025-W50";
const SIZE = "800,1980";

/** The page, and what a person sees who makes it. */
async function makeReview() {
  const began = Date.now();
  const sandbox = await startSandbox({ now: () => new Date(NOW + Date.now() - began) });
  const home = await temporaryHome();
  const env = clientEnvironment(home.path, keyEnvironment(setpilot, sandbox.examples.setpilot.all, sandbox));
  try {
    const args = ["report", "weekly", "setpilot", "--week", WEEK, "--out", "review.html"];
    const { exitCode, stdout, stderr } = await runCommand(args, { env, cwd: home.path });
    if (exitCode !== 0) throw new Error(`keyscope ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
    // The moments of reading are this machine's, and a release changes its name.
    const html = readFileSync(join(home.path, "review.html"), "utf8")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d/g, "2025-12-17T10:00+01:00")
      .replace(/by Keyscope \S+ of/, "by Keyscope of");
    return { html, shown: fenced("console", `$ keyscope ${args.join(" ")}\n${stdout.trimEnd()}`) };
  } finally {
    await sandbox.close();
    await home.remove();
  }
}

/** Draws the beginning of the page with the fonts that Debian's Chromium brings. */
function draw(): void {
  const profile = mkdtempSync(join(tmpdir(), "keyscope-review-"));
  const options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", `--window-size=${SIZE}`];
  try {
    execFileSync(
      "chromium",
      [...options, `--user-data-dir=${profile}`, `--screenshot=${picture}`, pathToFileURL(page).href],
      { stdio: "ignore" },
    );
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

function describe(shown: string): string {
  return `<!-- Made by \`npm run review\`. -->

# A weekly review

\`keyscope report weekly\` makes one HTML page of a week beside the week before: to keep, to print, to send to a colleague.
This one is of the sandbox's invented shop ([the page itself](weekly-review.html); made by \`npm run review\`):

![The weekly review of an invented shop: large figures, a table of the week beside the week before, bars of revenue and profit for each day, and costs by group](weekly-review.webp)

${shown}

- **A week** goes from Monday to Sunday by the shop's clock. The last one that is over is taken, or the one that \`--week 2025-W50\` names; one that
  goes on is marked "so far".
- **The figures** are asked for as \`keyscope query\` and the assistant ask for them: over all rows, exactly, with the same limits and the same masking. Each
  section says from how many rows it is, whether that is all, when they were read, and by which tool and question.
- **What is missing** stands in the page too, with the reason: a scope that the key lacks and how to get it, or a column that the API's answers do not have.
- **The page** holds no script, loads nothing, and has no key in it. It is dark where the reader's system is, and black on white on paper.
- Numbers are written as \`LC_ALL\`, \`LC_NUMERIC\` or \`LANG\` says.

There is a weekly review of Setpilot, e-biz and SendPilot. Of Setora and Commerce Kitty nothing is documented that belongs to a week.
`;
}

const { html, shown } = await makeReview();
const wanted = [
  [page, html],
  [about, describe(shown)],
] as const;
if (!process.argv.includes("--check")) {
  for (const [file, text] of wanted) writeFileSync(file, text);
  draw();
} else if (wanted.some(([file, text]) => readFileSync(file, "utf8") !== text)) {
  process.stderr.write(
    "docs/weekly-review.md or .html is not what the program makes. Run `npm run review` and commit the result.\n",
  );
  process.exitCode = 1;
}
