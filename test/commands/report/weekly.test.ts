import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { groupBy, sortBy, sumOf } from "../../../scripts/eval/figures.ts";
import { days, givenStock, revenueAll } from "../../../scripts/eval/questions/setpilot-store.ts";
import { ebiz } from "../../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../../src/connectors/catalog/sendpilot.ts";
import { setora } from "../../../src/connectors/catalog/setora.ts";
import { isoDay, parseDay } from "../../../src/sandbox/data/calendar.ts";
import { storeAt } from "../../../src/sandbox/ebiz/store.ts";
import { productCostsOf, sumFigures } from "../../../src/sandbox/setpilot/figures.ts";
import { clock, storeOn } from "../../../src/sandbox/setpilot/store.ts";
import { openForFile } from "../../helpers/cleanup.ts";
import { temporaryHome } from "../../helpers/clients.ts";
import { endProcesses, runCommand, startCommand } from "../../helpers/command.ts";
import { openPlace } from "../../helpers/place.ts";
import { reachesOut, rowsOf, sectionOf, strangeMarkup, textOf } from "./read-page.ts";

/** A Thursday whose last week began in another month and another year. The clock goes on, for the limits. */
const NOW = Date.parse("2026-01-08T22:40:00Z");
const WEEK = "2026-W01";
const began = Date.now();
const now = () => new Date(NOW + Date.now() - began);

const { sandbox, home, withKey, withExample } = await openPlace(openForFile, { now });
const env = withKey(sandbox.keys.all);
/** Where other keys are used: the rows of one are nobody's any more when another comes into its place. */
const { path: otherHome } = await openForFile(temporaryHome());
const withOtherKey = (key: string) => withKey(key, { HOME: otherHome });
const folder = join(home, "reviews");
mkdirSync(folder);

afterEach(endProcesses);

function run(args: readonly string[], variables: Record<string, string> = env) {
  return runCommand(["report", "weekly", ...args], { env: variables, cwd: folder });
}

/** Without how far reading is. */
function said(stderr: string): string {
  return stderr.replace(/^Reading .*\n/gm, "");
}

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function euros(cents: number): string {
  return (cents / 100).toLocaleString("en", { style: "currency", currency: "EUR" });
}

function change(now: number, before: number): string {
  return ((now - before) / Math.abs(before)).toLocaleString("en", {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
}

/** By the rule that 4 January is in the first week, counted from there. */
function nameOfWeek(monday: string): string {
  const day = parseDay(monday) ?? 0;
  const year = Number(isoDay(day + 3).slice(0, 4));
  const fourth = parseDay(`${year}-01-04`) ?? 0;
  const firstMonday = fourth - ((fourth + 3) % 7);
  return `${year}-W${String((day - firstMonday) / 7 + 1).padStart(2, "0")}`;
}

/** The week's days and those before it, from the sandbox's own store. */
function weeksOfStore() {
  const store = storeOn(clock.today(new Date(NOW)));
  const first = parseDay("2025-12-29") ?? 0;
  const within = (from: number) => days(store).filter(({ day }) => day >= from && day < from + 7);
  const ordersFrom = (from: number) => store.orders.filter(({ day }) => day >= from && day < from + 7);
  return { store, first, week: within(first), before: within(first - 7), ordersFrom };
}

const usual = await run(["setpilot", "--week", WEEK]);

describe("a weekly review", () => {
  it("has the shop's own figures, in a page that runs and loads nothing", () => {
    const { stdout, stderr, exitCode } = usual;
    expect({ stderr: said(stderr), exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const { store, first, week, before, ordersFrom } = weeksOfStore();
    const [revenue, revenueBefore] = [week, before].map((all) => sumOf(all, (day) => day.revenue));
    const [profit, profitBefore] = [week, before].map((all) => sumOf(all, (day) => day.profit));
    expect(stdout.split("\n")).toEqual([
      `Wrote review-${WEEK}.html: Waldkauz Kaffee, Dec 29, 2025 – Jan 4, 2026.`,
      expect.stringMatching(/^Revenue /),
      "",
    ]);
    expect(stdout).toContain(
      `Revenue ${euros(revenue ?? 0)} (${change(revenue ?? 0, revenueBefore ?? 0)}), Profit ${euros(profit ?? 0)} (${change(profit ?? 0, profitBefore ?? 0)})`,
    );
    const page = read(`review-${WEEK}.html`);

    const [, ...compared] = rowsOf(sectionOf(page, "The week beside the week before"));
    expect(compared).toContainEqual([
      "Revenue",
      euros(revenue ?? 0),
      euros(revenueBefore ?? 0),
      change(revenue ?? 0, revenueBefore ?? 0),
    ]);

    const [, ...daily] = rowsOf(sectionOf(page, "Revenue and profit day by day"));
    expect(daily.map(([, ...figures]) => figures)).toEqual(
      week.map((day) => [euros(day.revenue), euros(day.profit), String(day.orders)]),
    );
    expect(daily[0]?.[0]).toBe("Mon, Dec 29, 2025");

    const costs = rowsOf(sectionOf(page, "Costs by group"));
    const productCosts = (from: number) => productCostsOf(sumFigures(ordersFrom(from)));
    expect(costs).toContainEqual([
      "Product costs",
      euros(productCosts(first)),
      euros(productCosts(first - 7)),
      change(productCosts(first), productCosts(first - 7)),
    ]);
    expect(costs).toHaveLength(5);

    const customers = rowsOf(sectionOf(page, "New and returning customers"));
    const returning = (from: number) => ordersFrom(from).filter((order) => order.returning);
    expect(customers).toContainEqual([
      "returning",
      String(returning(first).length),
      String(returning(first - 7).length),
      euros(revenueAll(returning(first))),
      euros(revenueAll(returning(first - 7))),
    ]);

    const stock = rowsOf(sectionOf(page, "What runs out first"));
    const lasting = sortBy(
      givenStock(store).filter((row) => row.days_left !== null),
      (row) => row.days_left ?? 0,
      (row) => row.stock,
      (row) => row.name,
    );
    expect(stock.slice(1, 5)).toEqual(
      lasting.slice(0, 4).map((row) => [row.name, String(row.stock), String(row.days_left)]),
    );

    const best = rowsOf(sectionOf(page, "Best-selling products of 2026"));
    const lines = store.orders
      .filter(({ day }) => day >= (parseDay("2026-01-01") ?? 0))
      .flatMap((order) => order.lines);
    const soldOf = [...groupBy(lines, ({ product }) => product.name)].map(([name, all]) => ({
      name,
      units: sumFigures(all).units,
    }));
    for (const [name, units] of best.slice(1)) {
      expect(soldOf).toContainEqual({ name, units: Number(units) });
    }
    const refunds = rowsOf(sectionOf(page, "Refunds over eight weeks"));
    expect(refunds).toHaveLength(9);
    expect(refunds.at(-1)?.slice(0, 3)).toEqual([
      "Mon, Dec 29, 2025",
      euros(sumFigures(ordersFrom(first)).refunds),
      euros(revenue ?? 0),
    ]);

    expect(strangeMarkup(page)).toEqual([]);
    expect(reachesOut(page)).toEqual([]);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>`,
    );
    expect(page).not.toContain("spa_sk_");
    expect(page).not.toContain(home);
  });

  it("says of each section on what it rests, and can be found by headings, captions and names", () => {
    const page = read(`review-${WEEK}.html`);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en"><head>/);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const sections = page.split("<section ").slice(1);
    expect(sections).toHaveLength(8);
    for (const section of sections) {
      expect(section).toMatch(/^aria-labelledby="(section-\d)"><h2 id="\1">/);
      expect(section).toMatch(/<caption>[^<]+<\/caption><thead><tr><th scope="col"/);
      expect(section).toContain('<tr><th scope="row">');
      expect(textOf(section)).toMatch(/Source: Setpilot, setpilot_(?:query|get_top_products year=2026 limit=\d+)\./);
      expect(textOf(section)).toMatch(/(?:read|received) \d{4}-\d\d-\d\dT\d\d:\d\d\+0[12]:00/);
    }
    expect(textOf(sectionOf(page, "The week beside"))).toMatch(/daily: all \d+ rows as far as the API tells, read /);
    expect(textOf(sectionOf(page, "What runs out first"))).toContain("inventory: 100 of 122 rows, not all");
    expect(page.match(/<figure><svg [^>]*role="img"[^>]*><title>[^<]+<\/title>/g)?.length).toBe(4);
    expect(page.match(/<figcaption>/g)?.length).toBe(4);
    expect(textOf(page)).toContain(
      "Monday to Sunday (week 2026-W01), by the shop's clock, Europe/Berlin. The week is over;",
    );
  });

  it("is of the last week that is over by the shop's clock, where none is named", async () => {
    // The program's own clock is this machine's, and a week may end while it works.
    const lastMonday = () => {
      const today = clock.today(new Date());
      return isoDay(today - ((today + 3) % 7) - 7);
    };
    const mondays = [lastMonday()];
    const { stderr } = await run(["setpilot", "--out", "last.html"]);
    mondays.push(lastMonday());
    // The sandbox's clock stands in January, so there may be no rows of that week: which one it is, is told all the same.
    const told = existsSync(join(folder, "last.html")) ? read("last.html") : stderr;
    const names = mondays.map((monday) => new RegExp(`${nameOfWeek(monday)}|${monday}`));
    expect(names.some((name) => name.test(told))).toBe(true);
  });

  it("writes numbers and days as the person's language has them, each exactly", async () => {
    const { stdout } = await run(["setpilot", "--week", WEEK, "--out", "de.html"], { ...env, LC_ALL: "de_DE.UTF-8" });
    const { week } = weeksOfStore();
    const revenue = sumOf(week, (day) => day.revenue);
    const shown = (revenue / 100).toLocaleString("de-DE", { style: "currency", currency: "EUR" });
    expect(stdout).toContain(`Revenue ${shown} (`);
    expect(textOf(read("de.html"))).toContain("Mo., 29. Dez. 2025");
    expect(read("de.html")).toContain('<html lang="en">');
  });
});

describe("a review by a key that lacks scopes", () => {
  it("has what the key reaches, and names the rest with the remedy", async () => {
    const variables = withOtherKey(sandbox.keys.dashboard);
    const { stdout, stderr, exitCode } = await run(["setpilot", "--week", WEEK, "--out", "part.html"], variables);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Wrote part.html");
    const missing = textOf(sectionOf(read("part.html"), "What is missing here"));
    expect(missing).toContain("What runs out first : The key lacks the scope inventory.");
    expect(missing).toContain("New and returning customers : The key lacks the scope orders.");
    expect(missing).toContain("Settings → API Keys");
    expect(missing).not.toContain("keyscope.cjs");
    expect(missing).not.toContain("127.0.0.1");
    expect(stderr.replace(/\s+/g, " ")).toContain("Missing: What runs out first. The key lacks the scope inventory.");
    expect(read("part.html").split("<section ")).toHaveLength(8);
  });

  it("says so where the key reaches nothing, and writes nothing", async () => {
    sandbox.clearRequests();
    const { stderr, exitCode } = await run(
      ["setpilot", "--week", WEEK, "--out", "none.html"],
      withOtherKey(sandbox.keys.denied),
    );
    expect(exitCode).toBe(1);
    expect(said(stderr).replace(/\s+/g, " ")).toContain(`Nothing was written: there is nothing to show of ${WEEK}.`);
    expect(stderr.replace(/\s+/g, " ")).toContain("The key lacks the scope dashboard.");
  });

  it.each([
    ["no key", {}, 3],
    ["a revoked key", { SETPILOT_API_KEY: "revoked" }, 3],
    ["an API that is down", { SETPILOT_BASE_URL: "http://127.0.0.1:9/" }, 4],
  ])("writes nothing with %s", async (_, changed: Record<string, string>, expected) => {
    const key =
      changed["SETPILOT_API_KEY"] === undefined ? withOtherKey(sandbox.keys.all) : withOtherKey(sandbox.keys.revoked);
    const { SETPILOT_API_KEY: __, ...rest } = changed;
    const variables = { ...key, ...rest };
    if (Object.keys(changed).length === 0) delete variables["SETPILOT_API_KEY"];
    const { stderr, exitCode } = await run(["setpilot", "--week", WEEK, "--out", "none.html"], variables);
    expect({ exitCode, isThere: existsSync(join(folder, "none.html")) }).toEqual({
      exitCode: expected,
      isThere: false,
    });
    expect(stderr.trim()).not.toBe("");
  });
});

describe("the page's file", () => {
  it("is not replaced unless one says so, and keeps its rights", async () => {
    const file = join(folder, "mine.html");
    writeFileSync(file, "mine");
    chmodSync(file, 0o600);
    sandbox.clearRequests();
    const refused = await run(["setpilot", "--week", WEEK, "--out", "mine.html"]);
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(refused.stderr).toContain("mine.html exists, and was left as it is. Write another name, or add --replace.");
    expect(read("mine.html")).toBe("mine");
    expect(sandbox.requests).toEqual([]);
    expect((await run(["setpilot", "--week", WEEK, "--out", "mine.html", "--replace"])).exitCode).toBe(0);
    expect(read("mine.html")).toContain("<!doctype html>");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("has a name of its own where none is given, which is told when it is taken", async () => {
    const { stderr, exitCode } = await run(["setpilot", "--week", WEEK]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`review-${WEEK}.html exists, and was left as it is.`);
  });

  it.each([
    [["--out", "nowhere/review.html"], 1, "There is no folder"],
    [["--out", "review.pdf"], 2, "--out takes the name of a page that ends in .html, not review.pdf."],
    [["--week", "2026-W54"], 2, "--week takes a week such as 2026-W46, not 2026-W54."],
    [["--week", "last"], 2, "--week takes a week such as 2026-W46, not last."],
    [["--week", "9998-W01"], 2, "The week 9998-W01 begins on "],
  ])("%j is refused before rows are read", async (args, expected, words) => {
    sandbox.clearRequests();
    const { stderr, exitCode } = await run(["setpilot", ...args]);
    expect(exitCode).toBe(expected);
    expect(stderr.replace(/\s+/g, " ")).toContain(words);
    expect(sandbox.requests.filter(({ path }) => path.includes("daily"))).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("is not there after Ctrl-C", async () => {
    const variables = withOtherKey(sandbox.keys.slow);
    const running = startCommand(["report", "weekly", "setpilot", "--week", WEEK, "--out", "stopped.html"], {
      env: variables,
      cwd: folder,
    });
    await running.until("Reading daily");
    running.kill("SIGINT");
    const { stderr, exitCode } = await running.ended;
    expect({ exitCode, isThere: existsSync(join(folder, "stopped.html")) }).toEqual({ exitCode: 1, isThere: false });
    expect(stderr).toContain("Stopped: nothing was written.");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("other connectors", () => {
  it("e-biz: money of paid orders that were not cancelled", async () => {
    const variables = withExample(ebiz, sandbox.examples.ebiz.read);
    const { stdout, stderr, exitCode } = await run(["ebiz", "--week", WEEK, "--out", "ebiz.html"], variables);
    expect({ stderr: said(stderr), exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const { orders } = storeAt(new Date(NOW));
    const within = (from: string, to: string) =>
      orders.filter(
        ({ row, paid }) => paid && row.created_at.slice(0, 10) >= from && row.created_at.slice(0, 10) <= to,
      );
    const week = within("2025-12-29", "2026-01-04");
    const shillings = (sumOf(week, ({ total }) => total) / 100).toLocaleString("en", {
      style: "currency",
      currency: "KES",
    });
    expect(week.length).toBeGreaterThan(0);
    expect(stdout).toContain(`Revenue ${shillings} (`);
    const compared = rowsOf(sectionOf(read("ebiz.html"), "The week beside the week before"));
    expect(compared.find(([name]) => name === "Orders")?.slice(1, 3)).toEqual([
      String(week.length),
      String(within("2025-12-22", "2025-12-28").length),
    ]);
    expect(textOf(read("ebiz.html"))).toContain("by UTC, because e-biz does not tell the shop's time zone");
    expect(strangeMarkup(read("ebiz.html"))).toEqual([]);
  });

  it("SendPilot: what happened to leads", async () => {
    const variables = withExample(sendpilot, sandbox.examples.sendpilot.all);
    const { stdout, exitCode } = await run(["sendpilot", "--week", WEEK, "--out", "leads.html"], variables);
    expect({ stdout, exitCode }).toEqual({
      stdout: "Wrote leads.html: SendPilot, Dec 29, 2025 – Jan 4, 2026.\n",
      exitCode: 0,
    });
    expect(rowsOf(sectionOf(read("leads.html"), "How far leads are")).length).toBeGreaterThan(2);
  });

  it("without sections say so", async () => {
    const variables = withExample(setora, sandbox.examples.setora.read);
    const { stderr, exitCode } = await run(["setora"], variables);
    expect(exitCode).toBe(1);
    expect(stderr.replace(/\s+/g, " ")).toContain("There is no weekly report of Setora:");
  });
});
