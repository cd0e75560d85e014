import { describe, expect, test } from "vitest";
import { parseDay, yearOf } from "../../src/sandbox/data/calendar.ts";
import { getCostBreakdown, getDaily, getSummary } from "../../src/sandbox/setpilot/dashboard.ts";
import { listInventory, listOrders, listProducts } from "../../src/sandbox/setpilot/lists.ts";
import { getCustomerMetrics, getMarketing, getTopProducts } from "../../src/sandbox/setpilot/reports.ts";
import { buildStore, clock, spread } from "../../src/sandbox/setpilot/store.ts";

function query(text = ""): URLSearchParams {
  return new URLSearchParams(text);
}

/** Sums of decimal numbers in whole cents, after making sure that each is one. */
function cents(...values: number[]): number {
  const odd = values.find((value) => Number(value.toFixed(2)) !== value);
  if (odd !== undefined) throw new Error(`${odd} is no amount of money`);
  return values.reduce((sum, value) => sum + Math.round(value * 100), 0);
}

function total<T>(rows: readonly T[], value: (row: T) => number): number {
  return cents(...rows.map(value));
}

function storeFor(date: string) {
  return buildStore(parseDay(date) ?? Number.NaN);
}

/** The columns from the revenue down to CM2. */
const levels = ["revenue", "product_costs", "order_processing_costs", "cm2"] as const;

const dates = ["2026-11-20", "2026-01-01", "2025-12-31", "2028-02-29", "2026-03-29"];

describe.each(dates)("the shop on %s", (date) => {
  const store = storeFor(date);
  const thisYear = yearOf(store.today);
  const years = [thisYear - 1, thisYear];
  const pages = Array.from({ length: Math.ceil(store.orders.length / 100) }, (_, index) => index + 1);
  const rows = pages.flatMap((page) => listOrders(query(`page_size=100&page=${page}`), store).rows);

  test("the days of a year add up to its summary", () => {
    for (const year of years) {
      const days = getDaily(query(`start_date=${year}-01-01&end_date=${year}-12-31`), store);
      const whole = getSummary(query(`year=${year}`), store);
      expect(days.rows).toHaveLength(whole.days_with_data);
      for (const name of ["gross_sales", "discounts", "refunds", "shipping_income", "revenue", "cm1", "cm2"] as const) {
        expect(total(days.rows, (row) => row[name])).toBe(cents(whole[name]));
      }
      expect(total(days.rows, (row) => row.profit ?? Number.NaN)).toBe(cents(whole.profit));
      expect(days.totals).toEqual(expect.objectContaining({ revenue: whole.revenue, profit: whole.profit }));
      expect(days.rows.reduce((sum, row) => sum + row.orders, 0)).toBe(whole.orders);
    }
  });

  test("revenue and the contribution levels follow from the columns before them", () => {
    const none = Number.NaN;
    for (const row of getDaily(query("days=3660"), store).rows) {
      const { marketing_costs = none, cm3 = none, other_costs = none, profit = none } = row;
      const revenue = cents(row.gross_sales, -row.discounts, -row.refunds, row.shipping_income);
      expect(cents(row.revenue)).toBe(revenue);
      expect(cents(row.cm1)).toBe(revenue - cents(row.product_costs));
      expect(cents(row.cm2)).toBe(cents(row.cm1, -row.order_processing_costs));
      expect(cents(cm3)).toBe(cents(row.cm2, -marketing_costs));
      expect(cents(profit)).toBe(cents(cm3, -other_costs));
    }
  });

  test("the list of orders holds every order once and adds up to the days", () => {
    expect(rows).toHaveLength(store.orders.length);
    expect(new Set(rows.map((row) => row.number)).size).toBe(store.orders.length);
    const days = getDaily(query("days=3660"), store);
    for (const name of ["gross_sales", "discounts", "refunds", ...levels] as const) {
      expect(total(rows, (row) => row[name])).toBe(cents(days.totals[name]));
    }
  });

  test("an order is the sum of its lines, and a refund comes off once", () => {
    const odd = store.orders.filter(({ figures, lines, status }) => {
      const sum = (value: (line: (typeof lines)[number]) => number) =>
        lines.reduce((all, line) => all + value(line), 0);
      const fits =
        figures.grossSales === sum((line) => line.product.price * line.figures.units) &&
        figures.unitCosts === sum((line) => line.product.unitCost * line.figures.units) &&
        figures.discounts === sum((line) => line.figures.discounts) &&
        figures.refunds === sum((line) => line.figures.refunds) &&
        figures.refunds <= figures.grossSales - figures.discounts &&
        status.includes("refunded") === figures.refunds > 0;
      return !fits;
    });
    expect(odd).toEqual([]);
    expect(store.orders.some((order) => order.figures.refunds > 0)).toBe(true);
  });

  test("the top products and the others add up to the revenue without shipping", () => {
    for (const year of years) {
      const top = getTopProducts(query(`year=${year}&limit=100`), store);
      const whole = getSummary(query(`year=${year}`), store);
      const ranked = total(top.rows, (row) => row.revenue);
      expect(ranked + cents(top.other_products.revenue)).toBe(cents(whole.revenue, -whole.shipping_income));
      expect(cents(top.totals.product_costs)).toBe(cents(whole.product_costs));
      expect(top.totals.units_sold).toBe(whole.units);
      const revenues = top.rows.map((row) => row.revenue);
      expect(revenues).toEqual(revenues.toSorted((one, other) => other - one));
    }
  });

  test("the cost groups add up to revenue less profit, and their items to them", () => {
    for (const year of years) {
      const costs = getCostBreakdown(query(`year=${year}`), store);
      const whole = getSummary(query(`year=${year}`), store);
      expect(costs.groups.map((group) => group.level)).toEqual(["CM1", "CM2", "CM3", "CM4"]);
      expect(total(costs.groups, (group) => group.amount)).toBe(cents(whole.revenue, -whole.profit));
      expect(costs).toMatchObject({ revenue: whole.revenue, profit: whole.profit });
      for (const group of costs.groups) expect(total(group.items, (item) => item.amount)).toBe(cents(group.amount));
      const { product_costs, order_processing_costs, marketing_costs, other_costs } = whole;
      const amounts = [product_costs, order_processing_costs, marketing_costs, other_costs];
      expect(costs.groups.map((group) => group.amount)).toEqual(amounts);
    }
  });

  test("the countries add up to all, for what is attributable to one", () => {
    const countries = [...new Set(store.orders.map((order) => order.customer.country))];
    expect(countries.length).toBeGreaterThan(4);
    const whole = getDaily(query(), store);
    const parts = countries.map((code) => getDaily(query(`country=${code}`), store));
    for (const name of ["orders", "units"] as const) {
      expect(parts.reduce((sum, part) => sum + part.totals[name], 0)).toBe(whole.totals[name]);
    }
    for (const [index, day] of whole.rows.entries()) {
      for (const name of ["refunds", ...levels] as const) {
        expect(total(parts, (part) => part.rows[index]?.[name] ?? Number.NaN)).toBe(cents(day[name]));
      }
    }
    const costs = countries.map((code) => getCostBreakdown(query(`country=${code}`), store));
    const all = getCostBreakdown(query(), store);
    for (const group of [0, 1]) {
      const amount = cents(all.groups[group]?.amount ?? 0);
      expect(total(costs, (part) => part.groups[group]?.amount ?? Number.NaN)).toBe(amount);
    }
  });

  test("an answer for one country names what it leaves out", () => {
    const days = getDaily(query("country=de&days=2"), store);
    expect(days).toMatchObject({
      country: "DE",
      not_attributed_to_countries: ["marketing_costs", "cm3", "other_costs", "profit"],
    });
    for (const name of days.not_attributed_to_countries ?? []) expect(days.rows[0]).not.toHaveProperty(name);
    expect(getCostBreakdown(query("country=DE"), store).groups).toHaveLength(2);
  });

  test("customer figures fit the orders", () => {
    const metrics = getCustomerMetrics(query("months=24"), store);
    expect(metrics.customers).toBe(new Set(store.orders.map((order) => order.customer)).size);
    expect(metrics.orders).toBe(store.orders.length);
    expect(metrics.first_orders).toBe(rows.filter((row) => row.customer_type === "new").length);
    expect(metrics.first_orders + metrics.repeat_orders).toBe(metrics.orders);
    expect(metrics.new_customers + metrics.returning_customers).toBe(metrics.customers);
    expect(metrics.rows.reduce((sum, row) => sum + row.new_customers, 0)).toBe(metrics.new_customers);
    expect(cents(metrics.first_order_revenue, metrics.repeat_order_revenue)).toBe(cents(metrics.revenue));
    expect(total(metrics.rows, (row) => row.revenue)).toBe(cents(metrics.revenue));
    for (const year of years) {
      const ofYear = getCustomerMetrics(query(`year=${year}`), store);
      const whole = getSummary(query(`year=${year}`), store);
      expect(ofYear).toMatchObject({ orders: whole.orders, revenue: whole.revenue });
    }
  });

  test("nobody is new twice, nor after having bought", () => {
    const seen = new Set<unknown>();
    const odd = store.orders.filter((order) => {
      const known = seen.has(order.customer);
      seen.add(order.customer);
      return known && !order.returning;
    });
    expect(odd).toEqual([]);
  });

  test("marketing by channel and by month adds up to the marketing costs", () => {
    const spending = getMarketing(query("months=24"), store);
    const days = getDaily(query("days=3660"), store);
    expect(spending.spend).toBe(days.totals.marketing_costs);
    expect(total(spending.rows, (row) => row.spend)).toBe(cents(spending.spend));
    expect(total(spending.by_month, (row) => row.spend)).toBe(cents(spending.spend));
    expect(spending.revenue).toBe(days.totals.revenue);
    const attributed = spending.rows.reduce((sum, row) => sum + row.attributed_orders, 0);
    expect(attributed).toBeGreaterThan(store.orders.length / 3);
    expect(attributed).toBeLessThan(store.orders.length);
  });

  test("stock and catalogue hold the same articles", () => {
    const pages = [1, 2].flatMap((page) => listProducts(query(`page_size=100&page=${page}`), store).rows);
    const skus = pages.map((row) => row.sku).toSorted();
    expect(new Set(skus).size).toBe(store.products.length);
    expect(skus).toEqual(store.stock.map((level) => level.sku).toSorted());
    const low = listInventory(query("include_low_stock_only=true&limit=100"), store);
    expect(low.total).toBeGreaterThan(3);
    expect(low.total).toBeLessThan(store.products.length / 3);
  });

  test("there is something to answer relative questions with", () => {
    const days = getDaily(query(), store);
    expect(days.rows).toHaveLength(90);
    expect(days.rows.at(-1)?.date).toBe(date);
    expect(days.rows.every((row) => row.orders > 0)).toBe(true);
    expect(store.ledger.length).toBeGreaterThan(395);
    expect(store.orders.length).toBeGreaterThan(4_000);
    expect(store.orders.every((order) => order.day >= store.first && order.day <= store.today)).toBe(true);
  });
});

test("the same date gives the same store", () => {
  expect(storeFor("2026-11-20")).toEqual(storeFor("2026-11-20"));
});

test("the next day adds a day and changes nothing before it but late refunds", () => {
  const [one, other] = [storeFor("2026-11-19"), storeFor("2026-11-20")];
  const settled = one.today - 5;
  const before = (store: typeof one) => store.orders.filter((order) => order.day < settled);
  expect(before(other)).toEqual(before(one));
  expect(other.orders.slice(0, one.orders.length).map((order) => order.number)).toEqual(
    one.orders.map((order) => order.number),
  );
});

test("fixed costs spread over days add up to the cent", () => {
  for (const days of [28, 30, 31]) {
    const parts = Array.from({ length: days }, (_, day) => spread(100_001, day, days));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(100_001);
    expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
  }
});

test("a store is built in well under the time that a person notices", () => {
  // This process's own time, in microseconds: the machine may be busy with others.
  const start = process.cpuUsage();
  storeFor("2027-05-05");
  expect(process.cpuUsage(start).user).toBeLessThan(500_000);
});

test("times carry the offset of their season", () => {
  expect(clock.timestamp(parseDay("2026-07-01") ?? 0, 9 * 60 + 5)).toBe("2026-07-01T09:05:00+02:00");
  expect(clock.timestamp(parseDay("2026-12-01") ?? 0, 23 * 60 + 59)).toBe("2026-12-01T23:59:00+01:00");
  expect(clock.today(new Date("2026-11-20T23:30:00Z"))).toBe(parseDay("2026-11-21"));
});
