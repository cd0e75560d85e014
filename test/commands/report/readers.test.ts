import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForFile } from "../../helpers/cleanup.ts";
import { clientEnvironment, temporaryHome } from "../../helpers/clients.ts";
import { runCommand } from "../../helpers/command.ts";
import { serve } from "../../helpers/loopback.ts";
import { rowsOf, sectionOf, textOf } from "./read-page.ts";

/* What a page says where an answer is not as usual: it goes to people, who call no tool. */

const WEEK = "2026-W01";

/** What the API answers: a status with a body, by the end of its path. */
let answers: Record<string, (search: URLSearchParams) => readonly [number, unknown]> = {};

const api = await openForFile(
  serve((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://api");
    const name = pathname.split("/").filter(Boolean).at(-1) ?? "";
    const [status, body] = answers[name]?.(searchParams) ?? [200, { status: "success", data: [], meta: META }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }),
);

const META = { shop: "Teapots", currency: "EUR", timezone: "Pacific/Auckland" };
const { path: home } = await openForFile(temporaryHome());

async function review(connector: "setpilot" | "ebiz", week = WEEK) {
  const folder = join(home, crypto.randomUUID());
  mkdirSync(folder);
  const env = clientEnvironment(folder, {
    SETPILOT_API_KEY: "spa_sk_test_readers_4c1f9a7e2b",
    SETPILOT_BASE_URL: api.url.href,
    EBIZ_CONSUMER_KEY: "ck_test_readers_4c1f9a7e2b",
    EBIZ_CONSUMER_SECRET: "cs_test_readers_4c1f9a7e2b",
    EBIZ_BASE_URL: api.url.href,
  });
  const args = ["report", "weekly", connector, "--week", week, "--out", "it.html"];
  const { stdout, stderr, exitCode } = await runCommand(args, { env, cwd: folder });
  const page = () => readFileSync(join(folder, "it.html"), "utf8");
  return { stdout, stderr: stderr.replace(/\s+/g, " "), exitCode, page };
}

const rows = (all: readonly unknown[]) => () => [200, { data: all, meta: META }] as const;

describe("a page for people", () => {
  it("sets no amounts of two currencies beside one another", async () => {
    const order = (id: number, currency: string, created_at: string) => {
      const amounts = { total: "100.00", discount: "0.00", shipping: "0.00" };
      return {
        id,
        ...amounts,
        currency,
        order_date: null,
        created_at,
        status: "completed",
        payment_status: "paid",
        customer_id: null,
      };
    };
    const all = [order(1, "KES", "2025-12-30T10:00:00Z"), order(2, "USD", "2025-12-23T10:00:00Z")];
    answers = { orders: () => [200, { status: "success", data: { orders: all, total: 2 } }] };
    const { stdout, page } = await review("ebiz");
    expect(stdout).not.toContain("%");
    const [head, ...compared] = rowsOf(sectionOf(page(), "The week beside the week before"));
    expect(head?.slice(0, 3)).toEqual(["Period", "Currency", "Revenue"]);
    expect(compared.map((row) => row.slice(0, 3))).toEqual([
      ["week", "KES", "100.00"],
      ["before", "USD", "100.00"],
    ]);
    // An order without a customer tells of nobody whether they are new.
    expect(rowsOf(sectionOf(page(), "New and returning customers"))[1]?.[0]).toBe("unknown");
    expect(textOf(sectionOf(page(), "Orders by state"))).toContain("Orders by state: 1 row Status");
  });

  it("says what happened to a section, and nothing of tools and arguments", async () => {
    const ordered = Array.from({ length: 100 }, (_, id) => ({ id, created_at: "2026-01-01T10:00:00+13:00" }));
    answers = {
      daily: rows([]),
      inventory: rows([{ name: "Pot", stock: 1, days_left: 2 }]),
      orders: () => [200, { data: ordered, meta: { ...META, total: 300 } }],
      // The access is tried with one row.
      "top-products": (search) => (search.get("limit") === "1" ? rows([])() : [400, { detail: "limit is too large" }]),
    };
    const { stdout, stderr, page, exitCode } = await review("setpilot");
    expect(exitCode).toBe(1);
    expect(stdout).toContain("Wrote it.html: Teapots");
    const missing = textOf(sectionOf(page(), "What is missing here"));
    for (const told of [missing, stderr]) {
      expect(told).toMatch(/New and returning customers ?[:.] Setpilot gave the same page of orders twice/);
      expect(told).toContain("Setpilot did not accept the request (HTTP 400).");
      expect(told).not.toMatch(/[Tt]he tool|again|arguments/);
    }
  });

  it("takes a shop without orders for one without orders, not without columns", async () => {
    answers = { inventory: rows([{ name: "Pot", stock: 1, days_left: 2 }]) };
    const { stderr, exitCode, page } = await review("setpilot");
    expect({ exitCode, isMissing: stderr.includes("Missing:") }).toEqual({ exitCode: 0, isMissing: false });
    expect(textOf(sectionOf(page(), "New and returning customers"))).toContain("There are no rows for this period.");
    expect(textOf(sectionOf(page(), "Best-selling products"))).toContain("There are no rows.");
  });

  it("tells a week before all rows from one without any", async () => {
    answers = {
      daily: rows([{ date: "2026-01-01", revenue: 1 }]),
      inventory: rows([{ name: "Pot", stock: 1, days_left: 2 }]),
    };
    const { stdout, page } = await review("setpilot", "2010-W10");
    expect(stdout).toMatch(/^There are no rows of this week\.$/m);
    const compared = textOf(sectionOf(page(), "The week beside the week before"));
    expect(compared).toContain("There are no rows for this period.");
    expect(compared).toMatch(
      /Keyscope reads the last 1,096 days of daily, so nothing before \d{4}-\d\d-\d\d is in it\./,
    );
  });
});
