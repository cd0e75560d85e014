import { mkdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForFile } from "../../helpers/cleanup.ts";
import { clientEnvironment, temporaryHome } from "../../helpers/clients.ts";
import { runCommand } from "../../helpers/command.ts";
import { serve } from "../../helpers/loopback.ts";
import { reachesOut, rowsOf, sectionOf, strangeMarkup, textOf } from "./read-page.ts";

const KEY = "spa_sk_test_hostile_4c1f9a7e2b";
const WEEK = "2026-W01";
const SCRIPT = `</script><script>alert(1)</script>`;
const IMAGE = `<img src=x onerror="alert(1)">`;
const LONG = "x".repeat(10_000);

/** What the API answers, by the end of its path. */
let answers: Record<string, unknown> = {};
let meta: Record<string, unknown> = {};

const api = await openForFile(
  serve((request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://api");
    const rows = answers[pathname.split("/").at(-2) ?? ""] ?? [];
    const text = typeof rows === "string" ? rows : JSON.stringify(rows);
    // Days are asked for piece by piece, and lists page by page.
    const isBeyond = Number(searchParams.get("page") ?? 1) > 1;
    const isOther =
      (searchParams.get("start_date") ?? "") > "2026-01-04" || (searchParams.get("end_date") ?? "9") < "2026";
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(`{"data":{"rows":${isOther || isBeyond ? "[]" : text}},"meta":${JSON.stringify(meta)}}`);
  }),
);

const { path: home } = await openForFile(temporaryHome());

/** Each review by a home of its own, so that nothing of another is known. */
async function review(added: Readonly<Record<string, string>> = {}) {
  const folder = join(home, crypto.randomUUID());
  mkdirSync(folder);
  const env = clientEnvironment(folder, { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: api.url.href, ...added });
  const ended = await runCommand(["report", "weekly", "setpilot", "--week", WEEK, "--out", "it.html"], {
    env,
    cwd: folder,
  });
  const page = () => readFileSync(join(folder, "it.html"), "utf8");
  return { ...ended, stderr: ended.stderr.replace(/\s+/g, " "), page };
}

const dayRows = Array.from({ length: 14 }, (_, at) => ({
  date: new Date(Date.parse("2025-12-22") + at * 86_400_000).toISOString().slice(0, 10),
  revenue: "@revenue",
  profit: 1.5,
  orders: 3,
}));

/** Rows of days whose revenue is this number, as it stands there. */
function days(revenue: string): string {
  return JSON.stringify(dayRows).replaceAll('"@revenue"', revenue);
}

describe("a hostile API", () => {
  it("is shown as text, whatever it says, and its key nowhere", async () => {
    meta = { shop: `${SCRIPT}\u202egpj.exe ${KEY} ${LONG}`, currency: `"><b>`, timezone: "Europe/Berlin" };
    answers = {
      daily: days("10.10"),
      "top-products": [
        { name: SCRIPT, units_sold: 3, revenue: 5, cm1: 1, [IMAGE]: "x" },
        { name: `${IMAGE}\u202e`, units_sold: 2, revenue: 4, cm1: 1 },
        { name: LONG, units_sold: 1, revenue: 3, cm1: 1 },
        { name: `the key ${KEY}`, units_sold: 1, revenue: 2, cm1: -1 },
      ],
      inventory: [{ name: SCRIPT, stock: 1, days_left: 2.5 }],
      orders: [{ id: 1, created_at: "2026-01-01T10:00:00+01:00", customer_type: IMAGE, revenue: 1.25 }],
    };
    const { stdout, exitCode, page } = await review();
    expect(exitCode).toBe(0);
    const text = page();
    expect(strangeMarkup(text)).toEqual([]);
    expect(reachesOut(text)).toEqual([]);
    expect(`${text}${stdout}`).not.toContain(KEY);
    expect(text).not.toMatch(/\u202e/);
    const products = rowsOf(sectionOf(text, "Best-selling products")).map(([name]) => name);
    expect(products.slice(1, 3)).toEqual([SCRIPT, IMAGE]);
    expect(products[3]).toBe(`${"x".repeat(299)}…`);
    expect(textOf(text)).toContain(`Weekly review: ${SCRIPT}gpj.exe`);
    expect(stdout).not.toContain("x".repeat(120));
  });

  it.each([
    ["more digits than a float has", "12345678901234567.89", "86419752308641975.23"],
    ["below zero", "-0.01", "-0.07"],
  ])("exact sums of %s", async (_, revenue, sum) => {
    meta = { shop: "Teapots", timezone: "UTC" };
    answers = { daily: days(revenue) };
    const { exitCode, page } = await review();
    expect(exitCode).toBe(0);
    const compared = rowsOf(sectionOf(page(), "The week beside"));
    // Without a currency there is none.
    expect(compared.find(([name]) => name === "Revenue")?.[1]?.replaceAll(",", "")).toBe(sum);
  });

  it("names what has no such columns, with those that there are, and goes on", async () => {
    meta = { shop: "Teapots", currency: "EUR", timezone: "UTC" };
    answers = {
      daily: days("1.00").replaceAll('"revenue"', '"umsatz"').replaceAll('"profit"', '"gewinn"'),
      inventory: [{ name: "Pot", stock: 4 }],
      "top-products": [],
    };
    const { exitCode, page, stdout } = await review();
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Orders 21 (0.0%)");
    const missing = textOf(sectionOf(page(), "What is missing here"));
    expect(missing).toContain(
      "Refunds over eight weeks : In the table daily there is no column for the revenue: none with numbers is called revenue, net_revenue, turnover, net_sales, sales. Its columns are",
    );
    expect(missing).toContain("no column for the days that the stock lasts");
    // The answer is there, so it is not missing.
    expect(textOf(sectionOf(page(), "Best-selling products"))).toContain("There are no rows.");
  });

  it.each([
    ["no rows at all", []],
    ["a number that no axis has", days("1e308")],
    ["days of another week", days("1.00").replaceAll("2025-", "2024-").replaceAll("2026-", "2025-")],
  ])("that gives %s gets a page or a sentence, and no crash", async (_, daily) => {
    meta = { shop: "Teapots", currency: "EUR", timezone: "Nowhere/Land" };
    answers = { daily };
    const { exitCode, stderr, stdout, page } = await review();
    expect(stderr).not.toContain("Keyscope failed");
    if (exitCode === 0) expect(strangeMarkup(page())).toEqual([]);
    else expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    if (exitCode !== 0) expect(stderr).toContain(`there is nothing to show of ${WEEK}`);
  });

  it("shows a number that no table has room for as it is, not as none", async () => {
    meta = { shop: "Teapots", currency: "EUR", timezone: "UTC" };
    answers = { daily: days("1e300") };
    const { stdout, page } = await review();
    const compared = rowsOf(sectionOf(page(), "The week beside"));
    expect(compared.find(([name]) => name === "Revenue")).toEqual(["Revenue", "7e+300", "7e+300", "–"]);
    expect(stdout).toContain("Revenue 7e+300");
  });

  it("masked, names of people stay masked, and the page says so", async () => {
    meta = { shop: "Teapots", currency: "EUR", timezone: "UTC" };
    answers = { daily: days("1.00") };
    const { page } = await review({ SETPILOT_PRIVACY: "masked" });
    expect(textOf(page())).toContain("Personal data is masked: the same pseudonym is the same person.");
  });
});
