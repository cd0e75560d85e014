/** Money inside the sandbox: whole cents, so that sums are exact. */
export type Cents = number;

/** Everything about sales that can be laid at the door of an order. All amounts are net of VAT. */
export interface Figures {
  orders: number;
  units: number;
  grossSales: Cents;
  discounts: Cents;
  refunds: Cents;
  shippingIncome: Cents;
  unitCosts: Cents;
  packaging: Cents;
  unitFulfilment: Cents;
  shipping: Cents;
  paymentFees: Cents;
  transactionFees: Cents;
  orderFulfilment: Cents;
}

/** Sums up the figures of all of them together. */
export function sumFigures(parts: readonly Readonly<Figures>[]): Figures {
  const total = (name: keyof Figures) => parts.reduce((sum, part) => sum + part[name], 0);
  return {
    orders: total("orders"),
    units: total("units"),
    grossSales: total("grossSales"),
    discounts: total("discounts"),
    refunds: total("refunds"),
    shippingIncome: total("shippingIncome"),
    unitCosts: total("unitCosts"),
    packaging: total("packaging"),
    unitFulfilment: total("unitFulfilment"),
    shipping: total("shipping"),
    paymentFees: total("paymentFees"),
    transactionFees: total("transactionFees"),
    orderFulfilment: total("orderFulfilment"),
  };
}

/** Computes what customers paid in the end: refunds are taken off here and nowhere else. */
export function revenueOf(figures: Readonly<Figures>): Cents {
  return figures.grossSales - figures.discounts - figures.refunds + figures.shippingIncome;
}

/** Sums up the cost group CM1. */
export function productCostsOf(figures: Readonly<Figures>): Cents {
  return figures.unitCosts + figures.packaging + figures.unitFulfilment;
}

/** Sums up the cost group CM2. */
export function orderProcessingOf(figures: Readonly<Figures>): Cents {
  return figures.shipping + figures.paymentFees + figures.transactionFees + figures.orderFulfilment;
}

/** Makes the columns from the revenue down to CM2, in which every order has a part. */
export function marginsOf(figures: Readonly<Figures>) {
  const revenue = revenueOf(figures);
  const productCosts = productCostsOf(figures);
  const orderProcessing = orderProcessingOf(figures);
  return {
    revenue: decimal(revenue),
    product_costs: decimal(productCosts),
    cm1: decimal(revenue - productCosts),
    order_processing_costs: decimal(orderProcessing),
    cm2: decimal(revenue - productCosts - orderProcessing),
  };
}

/** Turns cents into the decimal number that the API answers, at most two places. */
export function decimal(cents: Cents): number {
  return cents / 100;
}

/** Computes a part of a whole in percent, one place; null when there is no whole. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1000) / 10;
}

/** Divides cents into a decimal number of two places; null when there is nothing to divide by. */
export function average(cents: Cents, count: number): number | null {
  return count === 0 ? null : decimal(Math.round(cents / count));
}
