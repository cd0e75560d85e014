import { type Cents, decimal, type Figures, orderProcessingOf, productCostsOf, revenueOf } from "../figures.ts";

/** What cannot be laid at a country's door: these columns are missing where one country is asked for. */
export const NOT_ATTRIBUTED = ["marketing_costs", "cm3", "other_costs", "profit"] as const;

/** The profit and loss down to CM2, which every order has a part in. */
export function contribution(figures: Readonly<Figures>) {
  const revenue = revenueOf(figures);
  const productCosts = productCostsOf(figures);
  const orderProcessing = orderProcessingOf(figures);
  return {
    orders: figures.orders,
    units: figures.units,
    gross_sales: decimal(figures.grossSales),
    discounts: decimal(figures.discounts),
    refunds: decimal(figures.refunds),
    shipping_income: decimal(figures.shippingIncome),
    revenue: decimal(revenue),
    product_costs: decimal(productCosts),
    cm1: decimal(revenue - productCosts),
    order_processing_costs: decimal(orderProcessing),
    cm2: decimal(revenue - productCosts - orderProcessing),
  };
}

export function profitOf(figures: Readonly<Figures>, marketing: Cents, other: Cents): Cents {
  return revenueOf(figures) - productCostsOf(figures) - orderProcessingOf(figures) - marketing - other;
}

/** The whole profit and loss. Profit is CM4. */
export function profitAndLoss(figures: Readonly<Figures>, marketing: Cents, other: Cents) {
  const profit = profitOf(figures, marketing, other);
  return {
    ...contribution(figures),
    marketing_costs: decimal(marketing),
    cm3: decimal(profit + other),
    other_costs: decimal(other),
    profit: decimal(profit),
  };
}
