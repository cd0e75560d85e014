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
        row: "One order. Fields are not documented, so neither is what revenue holds of discounts, refunds, shipping and tax. CM1 is what is left after product costs, CM2 after order processing too; marketing and other costs are no order's own: they are in daily. There are no products of an order and no customer id.",
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
