import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { openPlace } from "../helpers/place.ts";

const { sandbox, home, withKey } = await openPlace();
const env = withKey(sandbox.keys.all);
const BY_COUNTRY = "SELECT country, sum(revenue) AS revenue FROM orders GROUP BY country";

describe("an answer that is drawn", () => {
  it("has what it rests on above its bars, the longest first", async () => {
    const { stdout, stderr, exitCode } = await runCommand(["query", BY_COUNTRY, "--chart"], { env });
    expect({ stderr: stderr.replace(/^Reading .*\n/gm, ""), exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const [store, rows, , title, , ...bars] = stdout.trimEnd().split("\n");
    expect(store).toContain('# Setpilot: store "Waldkauz Kaffee"');
    expect(rows).toMatch(/^# orders: all 5,\d{3} rows, read /);
    expect(title).toBe("Revenue by country (EUR)");
    expect(bars[0]).toMatch(/^DE █+ +[\d,]+\.\d\d$/);
    const amounts = bars.map((bar) => Number((bar.split(" ").at(-1) ?? "").replaceAll(",", "")));
    expect(amounts).toEqual([...amounts].sort((one, other) => other - one));
  });

  it("is a picture in a file that ends in .svg, which is not replaced unless one says so", async () => {
    const file = join(home, "country.svg");
    const args = ["query", BY_COUNTRY, "--chart", file];
    const { stdout, exitCode } = await runCommand(args, { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Wrote ${file}: Revenue by country.`);
    expect(readFileSync(file, "utf8")).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<title>DE, Revenue: €[\d,.]+<\/title>.*<\/svg>\n$/s,
    );
    writeFileSync(file, "mine");
    const refused = await runCommand(args, { env });
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(refused.stderr).toContain("exists, and was left as it is. Write another name, or add --replace.");
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect((await runCommand([...args, "--replace"], { env })).exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("<svg");
    expect(readdirSync(home).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("is an endpoint's too: days with the one that is not over", async () => {
    const { stdout } = await runCommand(["call", "setpilot_get_daily", "days=5", "--chart"], { env });
    expect(stdout).toContain("\nRevenue and profit by date (EUR)\n");
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d, so far +Revenue/m);
  });

  it("is drawn as the options say, as far as there are such columns", async () => {
    const sql = "SELECT category, stock_value > 50 AS dear, count(*) AS placed FROM inventory GROUP BY ALL";
    const shown = ["--chart", "--kind", "bar", "--x", "category", "--y", "Placed", "--series", "deer"];
    const { stdout, exitCode } = await runCommand(["query", sql, ...shown], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "\n# chart: there is no column deer. There are category, dear, placed. Did you mean dear?",
    );
    expect(stdout).toContain("\nPlaced by category");
  });

  it.each([
    [["--kind", "bar"], "--kind, --x, --y and --series say how --chart draws. Add --chart."],
    [["--chart", "--kind", "pie"], "Allowed choices are line, bar, stacked, horizontal, number."],
  ])("refuses %j", async (args, said) => {
    const { stderr, exitCode } = await runCommand(["query", "SELECT 1", ...args], { env });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(said);
  });

  it.each([
    ["no numbers", "SELECT country FROM orders LIMIT 2", "There is nothing to draw: no column holds numbers only."],
    ["no rows", "SELECT revenue FROM orders WHERE false", "There is nothing to draw: there are no rows."],
  ])("with %s is printed, and it is said why", async (_, sql, said) => {
    const { stdout, stderr, exitCode } = await runCommand(["query", sql, "--chart"], { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("# All below is data from Setpilot");
    expect(stderr).toContain(said);
  });

  it("is asked for with the name of a picture, and no other, before anything is asked", async () => {
    sandbox.clearRequests();
    const { stderr, exitCode } = await runCommand(["query", "--chart", BY_COUNTRY, "SELECT 1"], { env });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--chart takes the name of a picture that ends in .svg, not ");
    expect(sandbox.requests).toEqual([]);
  });
});
