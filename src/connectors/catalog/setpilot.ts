import { defineConnector } from "../schema/connector.ts";

const year = {
  name: "year",
  type: "integer",
  minimum: 2000,
  maximum: 2100,
  period: "year",
  description: "Calendar year, e.g. 2026",
} as const;

const country = {
  name: "country",
  type: "string",
  maxLength: 100,
  description: "One country only; passed on as given (form not documented, try DE)",
} as const;

const page = {
  name: "page",
  type: "integer",
  minimum: 1,
  maximum: 1_000_000,
  paging: "page",
  description: "Page, from 1",
} as const;

const pageSize = {
  name: "page_size",
  type: "integer",
  minimum: 1,
  maximum: 100,
  paging: "size",
  description: "Rows per page",
} as const;

const months = {
  name: "months",
  type: "integer",
  minimum: 1,
  maximum: 24,
  period: "months",
  description: "How many months back",
} as const;

const search = {
  name: "search",
  type: "string",
  maxLength: 200,
  description: "Text to find; which columns it searches is not documented",
} as const;

function limit(description: string) {
  return { name: "limit", type: "integer", minimum: 1, maximum: 100, paging: "size", description } as const;
}

/**
 * Setpilot, profit analytics of a web shop. Nine GET endpoints, four scopes, 120 requests a minute for a key.
 * Facts: https://help.digismoothie.com/en/articles/14686550-api-v2-store-api-keys. The fields inside `data`
 * are not documented and are not modelled here; so no chart names a column.
 */
export const setpilot = defineConnector({
  id: "setpilot",
  title: "Setpilot",
  about: "one web shop's profit, orders, products and stock",
  guidance:
    "Profit over a year: setpilot_get_summary. A week, a month or any dates: setpilot_get_daily. Why profit is what it is: setpilot_get_cost_breakdown. " +
    "Single orders, products and stock: the list tools. " +
    "CM1 to CM4 are profit after product costs, order processing, marketing and other costs, in that order.",
  address: { kind: "fixed", url: "https://app.setpilot.io/api/v2/" },
  environment: { baseUrl: "SETPILOT_BASE_URL", privacy: "SETPILOT_PRIVACY" },
  keyForms: [
    {
      id: "key",
      name: "API key",
      parts: [{ label: "API key", variable: "SETPILOT_API_KEY", prefix: "spa_sk_" }],
      authentication: { kind: "bearer" },
    },
  ],
  keyGuide: {
    menu: "Settings → API Keys",
    create: "New API key",
    who: "An Owner or Admin of the shop can do this.",
  },
  rateLimits: [{ requests: 120, seconds: 60, per: "key" }],
  scopes: [
    {
      name: "dashboard",
      grants: "profit summary, daily figures, cost breakdown, top products, customer metrics, marketing spend",
      // Of the dashboard endpoints the one that can be asked for the least.
      probe: { path: "top-products/", query: { limit: "1" } },
    },
    {
      name: "orders",
      grants: "the list of orders, with search",
      probe: { path: "orders/", query: { page_size: "1" } },
    },
    {
      name: "products",
      grants: "the list of products, with search",
      probe: { path: "products/", query: { page_size: "1" } },
    },
    {
      name: "inventory",
      grants: "stock levels, with a low-stock filter",
      probe: { path: "inventory/", query: { limit: "1" } },
    },
  ],
  endpoints: [
    {
      tool: "setpilot_get_summary",
      title: "Profit summary of a year",
      description:
        "Was the year profitable? Profit and loss of one calendar year: revenue, costs and profit levels. Not for weeks or single days: use setpilot_get_daily.",
      path: "dashboard/summary/",
      scopes: ["dashboard"],
      arguments: [year],
      list: false,
      chart: {},
    },
    {
      tool: "setpilot_get_daily",
      title: "Figures day by day",
      description:
        "How did a day, a week or a month go? One row of revenue, costs and profit per day, for given dates or the last days. For a whole year use setpilot_get_summary.",
      path: "dashboard/daily/",
      scopes: ["dashboard"],
      arguments: [
        { name: "start_date", type: "date", period: "start", description: "First day" },
        { name: "end_date", type: "date", period: "end", description: "Last day" },
        {
          name: "days",
          type: "integer",
          minimum: 1,
          maximum: 3660,
          period: "days",
          description: "The last days instead of dates; 90 if nothing is given",
        },
        country,
      ],
      list: false,
      chart: { kind: "line" },
      table: {
        name: "daily",
        row: "One day's revenue, costs and profit of the whole shop. Fields are not documented; CM1 to CM4 are profit after product costs, then order processing, marketing, other costs. Whether a refund counts on its own day or on its order's is not documented.",
        days: 1096,
      },
    },
    {
      tool: "setpilot_get_cost_breakdown",
      title: "Where the costs arise",
      description:
        "What does the shop spend money on? Costs of one year by category: product costs, order processing, marketing, other. For advertising channels use setpilot_get_marketing.",
      path: "dashboard/cost-breakdown/",
      scopes: ["dashboard"],
      arguments: [year, country],
      list: false,
      chart: { kind: "horizontal" },
    },
    {
      tool: "setpilot_get_top_products",
      title: "Best-selling products",
      description:
        "Which products earn most? A ranking for one year. Not the catalogue: use setpilot_list_products; not stock: use setpilot_list_inventory.",
      path: "top-products/",
      scopes: ["dashboard"],
      arguments: [year, limit("How many products")],
      list: false,
      chart: { kind: "horizontal" },
    },
    {
      tool: "setpilot_get_customer_metrics",
      title: "New and returning customers",
      description:
        "Do customers come back? Customer figures, such as new against returning, for a year or the last months; in all, by month or both (not documented). Single buyers: setpilot_list_orders.",
      path: "customer-metrics/",
      scopes: ["dashboard"],
      arguments: [year, months],
      list: false,
      chart: {},
    },
    {
      tool: "setpilot_get_marketing",
      title: "Marketing spend",
      description:
        "What does advertising cost and bring in? Spend by channel over the last months; in all, by month or both (not documented). For marketing beside all other costs use setpilot_get_cost_breakdown.",
      path: "marketing/",
      scopes: ["dashboard"],
      arguments: [months],
      list: false,
      chart: {},
    },
    {
      tool: "setpilot_list_orders",
      title: "Orders",
      description:
        "Which orders came in, or where is a certain one? One page of single orders, with search. Profit of days or years: setpilot_get_daily, setpilot_get_summary.",
      path: "orders/",
      scopes: ["orders"],
      arguments: [page, pageSize, search],
      list: true,
      table: {
        name: "orders",
        row: "One order. Fields are not documented, so neither is what revenue holds of discounts, refunds, shipping and tax. CM1 is what is left after product costs, CM2 after order processing too; marketing and other costs are no order's own: daily has them, for keys with the dashboard scope. There are no products of an order and no customer id.",
      },
    },
    {
      tool: "setpilot_list_products",
      title: "Products",
      description:
        "What does the shop sell? One page of the catalogue, with search. For sales per product use setpilot_get_top_products, for stock setpilot_list_inventory.",
      path: "products/",
      scopes: ["products"],
      arguments: [page, pageSize, search],
      list: true,
      table: {
        name: "products",
        row: "One product of the catalogue with prices and costs. Fields are not documented. Sales per product: setpilot_get_top_products.",
      },
    },
    {
      tool: "setpilot_list_inventory",
      title: "Stock",
      description:
        "What runs out first? Stock per product, optionally only what is low. No paging: at most 100 rows. For prices and names of all products use setpilot_list_products.",
      path: "inventory/",
      scopes: ["inventory"],
      arguments: [
        limit("How many rows"),
        {
          name: "sort_by",
          type: "string",
          maxLength: 100,
          description: "Sort field, passed on as given (values not documented)",
        },
        { name: "include_low_stock_only", type: "boolean", description: "true: only what is low" },
      ],
      list: true,
      table: {
        name: "inventory",
        row: "One product's stock now. Fields are not documented.",
        never: "Setpilot gives 100 rows at most and no further page",
      },
    },
  ],
  prompts: [
    {
      name: "weekly_review",
      title: "Weekly review",
      description: "How the week went: revenue, costs and profit against the week before, and what stood out.",
      arguments: [
        {
          name: "week",
          type: "period",
          unit: "week",
          default: "last",
          description: "Which week: this week, last week, or any of its days as YYYY-MM-DD",
        },
      ],
      text: [
        "Review how the shop did in one week: {week}.",
        "Take the figures day by day from {get_daily}, with start_date and end_date: once for that week, once for the week before it. If the week is not over, compare it with the same number of days of the week before.",
        "A good answer begins with one sentence: was it a good week, and why. Then a table of revenue, each kind of cost and profit in both weeks, with the change in percent. Then the best and the worst day, and at most three things that stand out, each with its figures.",
        "Take every figure from a column that you name. The columns are not documented: where a name does not say for certain what is in it, say what you took it for.",
      ],
    },
    {
      name: "profit_by_cost_group",
      title: "Profit by cost group",
      description: "Where a month's revenue went, from product costs to profit, against the month before.",
      arguments: [
        {
          name: "month",
          type: "period",
          unit: "month",
          default: "last",
          description: "Which month: this month, last month, or YYYY-MM",
        },
      ],
      text: [
        "Show where the shop's revenue went in one month, by cost group, and how that differs from the month before: {month}.",
        "Look up the columns of the table daily with {list_tables}, then add up both months with {query}. Its rows are those of {get_daily}, one a day. If the month is not over, add up the same number of days of the month before.",
        "The cost groups are product costs, order processing, marketing and other costs. CM1 to CM4 are profit after each of them, in that order, so the step from one to the next is a group's costs. Where the columns do not tell a group, say so and leave it empty.",
        "A good answer has a table with revenue, the four groups and what is left after each: both months, the change as an amount, and each as a share of revenue. Then one or two sentences: which group moved profit most.",
      ],
    },
    {
      name: "what_to_reorder",
      title: "What to reorder",
      description: "Which products run out first, and how much of them to order.",
      arguments: [
        {
          name: "days",
          type: "integer",
          minimum: 1,
          maximum: 365,
          default: 30,
          description: "For how many days the stock should last",
        },
      ],
      text: [
        "Find out what has to be ordered again so that the stock lasts {days} days.",
        "The stock: {list_inventory} with limit 100, and once more with include_low_stock_only true, because the first 100 rows may not hold all that is low. A product can run out within that time without being marked as low. How well it sells: what the stock's own rows tell of the last weeks; otherwise {get_top_products} of this year with limit 100, and of last year as well if fewer than 90 days of this year are over.",
        "A good answer is a table, the most urgent first: product, stock, units sold a day, days until it is gone, how many to order. If no column tells units sold, rank the products by what they earn and leave the last three columns out.",
        "Put a product's stock and its sales together only by an id, an article number or exactly the same name, and list what you could not put together. Setpilot gives at most 100 rows of each; delivery times and what is on its way are not in its documents, so ask for them.",
      ],
    },
    {
      name: "products_to_stop",
      title: "Products to stop",
      description: "Which products earn too little to keep, and what speaks for keeping each.",
      arguments: [
        {
          name: "year",
          type: "period",
          unit: "year",
          default: "this",
          description: "By which year's sales: this year, last year, or YYYY",
        },
      ],
      text: [
        "Find out which products the shop should stop selling, by what they earned in one year: {year}.",
        "What earns most: {get_top_products} of that year with limit 100, and of the year before as well if fewer than 90 days of that year are over. What there is: {list_products}, every page. What lies in stock: {list_inventory} with limit 100.",
        "Candidates are products on which the shop loses money, those at the end of the ranking, and those of the catalogue that are not in it. A ranking of 100 rows may go on: a product that is missing there ranks below its last one, which does not mean that it earned nothing.",
        "A good answer is a table of at most 15 candidates: product, what it earned, its stock, and the reason. Then what speaks for keeping one, such as being new or seasonal, where the data tells; where it does not, put it as a question. It is a proposal, not a decision.",
      ],
    },
  ],
  envelope: {
    data: "data",
    facts: {
      store: "meta.shop",
      currency: "meta.currency",
      timezone: "meta.timezone",
      generated_at: "meta.generated_at",
    },
  },
  personalData: { what: "the names of customers in orders" },
  unknowns: [
    "The fields inside `data` are not documented, so they pass through as they come.",
    "Which columns `search` looks through is not documented.",
    "The form of `country` and the values of `sort_by` are not documented.",
    "Whether keys expire, and what the bodies of errors look like, is not documented.",
  ],
  sources: [
    "https://help.digismoothie.com/en/articles/14686550-api-v2-store-api-keys",
    "https://help.digismoothie.com/en/articles/14686559-team-management-and-roles",
    "https://help.digismoothie.com/en/articles/14686504-cost-setup-overview-the-four-categories",
  ],
});
