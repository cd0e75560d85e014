import { defineConnector } from "../schema/connector.ts";

const page = {
  name: "page",
  type: "integer",
  minimum: 1,
  maximum: 1_000_000,
  default: 1,
  paging: "page",
  description: "Page, from 1",
} as const;

const rows = {
  name: "limit",
  type: "integer",
  minimum: 1,
  maximum: 1000,
  default: 20,
  paging: "size",
  description: "Rows per page (the API's own maximum is not documented)",
} as const;

const offset = {
  name: "offset",
  type: "integer",
  minimum: 0,
  maximum: 100_000_000,
  default: 0,
  paging: "offset",
  description: "Rows to skip",
} as const;

function marketingRows(usual: number) {
  return {
    name: "limit",
    type: "integer",
    minimum: 1,
    maximum: 200,
    default: usual,
    paging: "size",
    description: "Rows at once",
  } as const;
}

const ANY_TEXT = "Text to find; which columns it searches is not documented";

function search(what: string) {
  return { name: "search", type: "string", maxLength: 200, description: what } as const;
}

function idOf(what: string) {
  return {
    name: "id",
    type: "integer",
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    in: "path",
    required: true,
    description: what,
  } as const;
}

/**
 * e-biz (its engine is called Shopflow), online shops that each run on an address of their own. Sixteen GET endpoints
 * of the 43 that take a key: those of use for analysis whose answers are documented. Left out are the ones that return
 * other services' secrets (branches/{id}/integrations) or make records when they are read
 * (marketing/automation/campaigns). Facts: the pages in `sources`, in two revisions that differ here and there.
 */
export const ebiz = defineConnector({
  id: "ebiz",
  title: "e-biz",
  about: "one e-biz shop's products, orders, customers, coupons and loyalty points",
  guidance:
    "There is no sales report for keys: revenue is added up over all orders. ebiz_list_orders takes no dates. " +
    "An order's date is order_date, or created_at where that is empty. Money is text with two decimals in the order's currency. " +
    "What sold most in a period is added up from the items of its orders; popularity_score is of no period. A variable product has price 0 itself; its variants have the prices.",
  address: {
    kind: "own",
    question: "Address of your store's API",
    example: "https://your-store.com/api/v1",
    path: "api/v1/",
  },
  environment: { baseUrl: "EBIZ_BASE_URL", privacy: "EBIZ_PRIVACY" },
  keyForms: [
    {
      id: "consumer",
      name: "consumer key and secret",
      parts: [
        { label: "consumer key", variable: "EBIZ_CONSUMER_KEY", prefix: "ck_" },
        { label: "consumer secret", variable: "EBIZ_CONSUMER_SECRET", prefix: "cs_" },
      ],
      authentication: { kind: "basic" },
    },
    {
      id: "legacy",
      name: "legacy API key",
      parts: [{ label: "legacy API key", variable: "EBIZ_API_KEY" }],
      authentication: { kind: "header", name: "X-API-Key" },
    },
  ],
  keyGuide: {
    menu: "Settings → API",
    create: "Add API Key",
    who: "Tick Read; Write is not needed. The secret is shown once, and the key lasts 365 days unless another time is chosen.",
  },
  rateLimits: [
    { requests: 60, seconds: 60, per: "key", exempt: ["products"], configurable: true },
    { requests: 1000, seconds: 900, per: "address" },
  ],
  scopeWord: "permission",
  scopes: [
    {
      name: "Read",
      grants: "to look at products, orders, customers and marketing",
      // The products do not count against the key's own limit.
      probe: { path: "products", query: { limit: "1" } },
    },
    { name: "Write", grants: "to change things, which Keyscope never does" },
  ],
  endpoints: [
    {
      tool: "ebiz_list_products",
      title: "Products",
      description:
        "What does the shop sell, at what price, and how much is in stock? One page of products, with search and filters. popularity_score is units sold on paid orders, over what time is not documented: what sold most in a month or a year stands in the items of ebiz_list_orders. For one with its categories use ebiz_get_product.",
      path: "products",
      scopes: ["Read"],
      arguments: [
        page,
        rows,
        search("Text in name or SKU"),
        {
          name: "status",
          type: "choice",
          values: ["active", "draft", "archived"],
          description: "Only products of this status",
        },
        {
          name: "category_id",
          type: "integer",
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: "Only this category, an id from ebiz_list_categories",
        },
        {
          name: "brand_id",
          type: "integer",
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: "Only this brand, an id from ebiz_list_brands",
        },
        {
          name: "sort_by",
          type: "choice",
          values: ["created_at", "updated_at", "name", "price", "popularity_score"],
          default: "created_at",
          description: "What to sort by; older stores may ignore it",
        },
        { name: "sort_order", type: "choice", values: ["asc", "desc"], default: "desc", description: "Up or down" },
      ],
      list: true,
      table: {
        name: "products",
        row: "One product. price and sale_price are in the shop's own currency. A variable product has price 0 and stock 0 itself: its variants are rows of products_variants. popularity_score is units sold on paid orders that were not cancelled, computed each night; over what time is not documented, so for a period add up orders_items.",
        id: "id",
        rows: "data.products",
        total: "data.total",
      },
    },
    {
      tool: "ebiz_get_product",
      title: "One product",
      description:
        "What is there to know of one product? Price, stock, variants and categories. Its id is in ebiz_list_products.",
      path: "products/{id}",
      scopes: ["Read"],
      arguments: [idOf("The product's id")],
      list: false,
    },
    {
      tool: "ebiz_list_categories",
      title: "Categories",
      description: "How are the products sorted? All categories with their parents, with search.",
      path: "categories",
      scopes: ["Read"],
      arguments: [search(ANY_TEXT)],
      list: true,
      table: {
        name: "categories",
        row: "One category; parent_id is the category above it.",
        id: "id",
        rows: "data.categories",
      },
    },
    {
      tool: "ebiz_list_brands",
      title: "Brands",
      description: "Which brands does the shop carry? All brands, with search.",
      path: "brands",
      scopes: ["Read"],
      arguments: [search(ANY_TEXT)],
      list: true,
      table: {
        name: "brands",
        row: "One brand.",
        id: "id",
        rows: "data.brands",
      },
    },
    {
      tool: "ebiz_list_orders",
      title: "Orders",
      description:
        "Which orders came in, and for how much? One page of orders with items, newest state and totals. There is no date filter. For one with addresses and payments use ebiz_get_order.",
      path: "orders",
      scopes: ["Read"],
      arguments: [
        page,
        rows,
        {
          name: "status",
          type: "choice",
          values: ["pending", "processing", "completed", "cancelled", "in_transit", "on_hold"],
          description: "Only orders of this status",
        },
        search("Order number or the customer's e-mail address"),
      ],
      list: true,
      table: {
        name: "orders",
        row: "One order, whatever its state: leave out cancelled and unpaid ones by status and payment_status where money was meant. An order's date is order_date, or created_at where that is empty. total is subtotal, shipping and tax less discount, in currency. Its items are rows of orders_items, each with quantity and the price of one.",
        id: "id",
        rows: "data.orders",
        total: "data.total",
        columns: {
          order_date: "when it was ordered; empty for some",
          payment_status: "pending, paid; newer stores also failed, refunded",
          source: "api, admin or empty",
        },
      },
    },
    {
      tool: "ebiz_get_order",
      title: "One order",
      description:
        "What happened with one order? Items, totals, addresses, notes and payments. Its id is in ebiz_list_orders.",
      path: "orders/{id}",
      scopes: ["Read"],
      arguments: [idOf("The order's id, not its number")],
      list: false,
    },
    {
      tool: "ebiz_list_customers",
      title: "Customers",
      description:
        "Who buys, how often and for how much? One page of customers with total_orders and total_spent; whether those count unpaid or cancelled orders is not documented. For one with orders use ebiz_get_customer.",
      path: "customers",
      scopes: ["Read"],
      arguments: [page, rows, search("E-mail address or name")],
      list: true,
      table: {
        name: "customers",
        row: "One customer. Whether total_orders and total_spent count unpaid or cancelled orders is not documented: for exact figures add up orders by customer_id.",
        id: "id",
        rows: "data.customers",
        total: "data.total",
      },
    },
    {
      tool: "ebiz_get_customer",
      title: "One customer",
      description:
        "What is known of one customer? total_orders and total_spent (which orders they count is not documented), addresses, notes and orders. The id is in ebiz_list_customers; points: ebiz_get_customer_loyalty.",
      path: "customers/{id}",
      scopes: ["Read"],
      arguments: [idOf("The customer's id")],
      list: false,
    },
    {
      tool: "ebiz_get_customer_loyalty",
      title: "One customer's points",
      description:
        "How many loyalty points does a customer have? Balance, what was ever earned, and the last 50 entries. For all customers use ebiz_list_loyalty_ledger.",
      path: "customers/{id}/loyalty",
      scopes: ["Read"],
      arguments: [idOf("The customer's id")],
      list: false,
    },
    {
      tool: "ebiz_list_branches",
      title: "Branches",
      description: "Where are the shop's branches? All of them with code, address and whether they are active.",
      path: "branches",
      scopes: ["Read"],
      arguments: [],
      list: true,
      table: {
        name: "branches",
        row: "One branch of the shop.",
        id: "id",
        rows: "data.branches",
      },
    },
    {
      tool: "ebiz_get_marketing_overview",
      title: "Marketing at a glance",
      description:
        "How large is the shop's marketing? Numbers of coupons, contacts, abandoned carts and campaigns, and loyalty points outstanding.",
      path: "marketing",
      scopes: ["Read"],
      arguments: [],
      list: false,
    },
    {
      tool: "ebiz_get_contact_stats",
      title: "Newsletter contacts in numbers",
      description: "How many newsletter contacts are there? All, active and unsubscribed.",
      path: "marketing/contacts/stats",
      scopes: ["Read"],
      arguments: [],
      list: false,
    },
    {
      tool: "ebiz_list_coupons",
      title: "Coupons",
      description:
        "Which coupons are there, and how often was each used? One page of coupons with value, limits and dates. Only the numbers: ebiz_get_coupon_stats.",
      path: "marketing/coupons",
      scopes: ["Read"],
      arguments: [marketingRows(20), offset, search(ANY_TEXT)],
      list: true,
      table: {
        name: "coupons",
        row: "One coupon. value is a percentage or an amount, by type.",
        partialLists: { usages: "each coupon names only some of its uses; usage_count has their number" },
        id: "id",
        rows: "data.coupons",
        total: "data.total",
      },
    },
    {
      tool: "ebiz_get_coupon_stats",
      title: "Coupons in numbers",
      description: "How many coupons are active or expired, and how often were they used in all?",
      path: "marketing/coupons/stats",
      scopes: ["Read"],
      arguments: [],
      list: false,
    },
    {
      tool: "ebiz_get_loyalty_stats",
      title: "Loyalty points in numbers",
      description: "How is the loyalty programme used? Members, and points outstanding, earned and redeemed.",
      path: "marketing/loyalty/stats",
      scopes: ["Read"],
      arguments: [],
      list: false,
    },
    {
      tool: "ebiz_list_loyalty_ledger",
      title: "Loyalty points, entry by entry",
      description:
        "When were points earned and redeemed? One page of entries, for a customer, a kind or given days. For sums use ebiz_get_loyalty_stats.",
      path: "marketing/loyalty/ledger",
      scopes: ["Read"],
      arguments: [
        marketingRows(50),
        offset,
        {
          name: "customer_id",
          type: "integer",
          minimum: 1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: "Only this customer",
        },
        { name: "type", type: "choice", values: ["earn", "redeem", "adjust"], description: "Only this kind of entry" },
        { name: "from", type: "date", period: "start", description: "First day" },
        { name: "to", type: "date", period: "end", description: "Last day" },
      ],
      list: true,
      table: {
        name: "loyalty_ledger",
        row: "One entry of loyalty points: earned, redeemed (negative) or adjusted, by type.",
        id: "id",
        rows: "data.entries",
        total: "data.total",
      },
    },
  ],
  prompts: [
    {
      name: "sales_review",
      title: "Sales of a month",
      description: "Revenue, orders and what sold most in a month, against the month before.",
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
        "Review the shop's sales in one month: {month}.",
        "Look up the table orders with {list_tables}, which also tells of orders_items, the items in its rows; then add up both months with {query}. They hold the rows of {list_orders}. An order's date is order_date, or created_at where that is empty. Leave out orders whose status is cancelled or whose payment_status is not paid, and say how many that were.",
        "A good answer begins with one sentence: more or less than the month before, and why. Then a table of both months with revenue, number of orders, average order and the change in percent, each currency by itself. Then the ten products that brought in most, with units and revenue, from the items of these orders.",
        "An order's total holds shipping and tax, so the products' revenue adds up to less. If the month is not over, compare it with the same number of days of the month before. The shop's time zone is not told: orders around midnight may belong to the other month.",
      ],
    },
    {
      name: "what_to_reorder",
      title: "What to reorder",
      description: "Which products and variants run out first at the pace of the last weeks.",
      arguments: [
        {
          name: "days",
          type: "integer",
          minimum: 7,
          maximum: 365,
          default: 30,
          description: "Over how many days sales are counted, and for how many the stock should last",
        },
      ],
      text: [
        "Find out what has to be ordered again, if the next {days} days sell as the last {days} days did.",
        "Look up the tables products and orders with {list_tables}, which also tells of products_variants and orders_items, the lists in their rows; then ask {query}. They hold the rows of {list_products} and {list_orders}. Units sold are the quantities of the items in paid orders of these days that were not cancelled; an order's date is order_date, or created_at where that is empty. The stock of a variable product is that of its variants.",
        "A good answer is a table, the most urgent first: product or variant with SKU, stock, units sold in these days, days until it is gone, how many to order. Leave out what did not sell. Mark what is sold out: it may have sold less for that reason.",
        "Delivery times and what is on its way are not told: ask for them.",
      ],
    },
    {
      name: "coupons_review",
      title: "Coupons in use",
      description: "Which coupons are used, which are not, and which end soon.",
      arguments: [],
      text: [
        "Review the shop's coupons as they stand now.",
        "Totals: {get_coupon_stats}. Each coupon: {list_coupons}, every page.",
        "A good answer begins with how many are active and how often they were used. Then a table of those that are used most, with value, uses and what is left of their limit, and a list of those that nobody used and those that end within 30 days. usage_count is over a coupon's whole time.",
        "What a coupon brought in is not told there: do not work it out from its uses.",
      ],
    },
  ],
  envelope: { data: "data", constants: { status: "success" } },
  errorBody: { message: "message" },
  refusalHints: [
    {
      status: 403,
      words: "REST API is disabled",
      advice:
        "The store's REST API is switched off, so every key is refused. Switch it on in the store's dashboard under Settings → Addons, then ask again; the key can stay.",
      blameless: true,
    },
    {
      status: 403,
      words: "expired",
      advice: "Keys of e-biz last 365 days unless another time was chosen, and this one is over.",
    },
    {
      status: 403,
      advice:
        "Either the key lacks Read (one that has only Write cannot look at anything), or the store's REST API is switched off under Settings → Addons, which refuses every key.",
    },
    {
      status: 401,
      words: "expired",
      advice: "It has expired: keys of e-biz last 365 days unless another time was chosen.",
    },
    {
      status: 401,
      advice: "It may also have expired, which keys of e-biz do after 365 days unless another time was chosen.",
    },
  ],
  personalData: { what: "customers' names, e-mail addresses, phone numbers and street addresses" },
  notCovered: [
    { what: "Sales reports, transactions and exports of orders", why: "e-biz lets keys read none of them" },
    { what: "Exports of products", why: "they are CSV files; ebiz_list_products has the same products" },
    { what: "Integrations of branches", why: "their answers hold other services' secrets" },
    { what: "Newsletter contacts one by one", why: "they are e-mail addresses; their numbers are what analysis needs" },
    { what: "Automation campaigns", why: "reading them for the first time makes records in the shop" },
    {
      what: "Attributes, currency prices, registrations, abandoned carts, automation runs, loyalty settings and balances",
      why: "their answers are not documented, or two revisions of the documents contradict each other",
    },
  ],
  unknowns: [
    "The largest page that products, orders and customers allow is not documented.",
    "Orders cannot be asked for by date, as far as is documented.",
    "The names inside loyalty statistics differ between two revisions of the documents; they pass through as they come.",
    "Which columns the search of categories, brands and coupons looks through is not documented.",
    "Over what time popularity_score counts units sold is not documented.",
    "Whether a customer's total_orders and total_spent count unpaid or cancelled orders is not documented.",
    "The shop's timezone is not told to keys.",
  ],
  sources: [
    "https://e-biz.co.ke/docs/api-keys",
    "https://e-biz.co.ke/docs/authentication",
    "https://e-biz.co.ke/docs/base-url",
    "https://e-biz.co.ke/docs/errors",
    "https://e-biz.co.ke/docs/products",
    "https://e-biz.co.ke/docs/categories",
    "https://e-biz.co.ke/docs/brands",
    "https://e-biz.co.ke/docs/orders",
    "https://e-biz.co.ke/docs/customers",
    "https://e-biz.co.ke/docs/branches",
    "https://e-biz.co.ke/docs/marketing",
  ],
});
