/** Money inside the sandbox: whole cents, so that sums are exact. */
export type Cents = number;

/** Everything about sales that can be laid at the door of an order. All amounts are cents, net of VAT. */
export const noFigures = {
  orders: 0,
  units: 0,
  grossSales: 0,
  discounts: 0,
  refunds: 0,
  shippingIncome: 0,
  unitCosts: 0,
  packaging: 0,
  unitFulfilment: 0,
  shipping: 0,
  paymentFees: 0,
  transactionFees: 0,
  orderFulfilment: 0,
};

export type Figures = typeof noFigures;

const names = Object.keys(noFigures).filter((name): name is keyof Figures => Object.hasOwn(noFigures, name));

/** Sums up the figures of orders, or of lines, all together. */
export function sumFigures(parts: readonly { readonly figures: Readonly<Figures> }[]): Figures {
  const sums = { ...noFigures };
  for (const { figures } of parts) for (const name of names) sums[name] += figures[name];
  return sums;
}

/** Computes what customers paid in the end: refunds are taken off here and nowhere else. */
export function revenueOf(figures: Readonly<Figures>): Cents {
  return figures.grossSales - figures.discounts - figures.refunds + figures.shippingIncome;
}

/** Sums up the cost group CM1. */
export function productCostsOf(figures: Readonly<Figures>): Cents {
  return figures.unitCosts + figures.packaging + figures.unitFulfilment;
}

/** Computes what is left of the revenue after the cost groups CM1 and CM2. */
export function cm2Of(figures: Readonly<Figures>): Cents {
  return revenueOf(figures) - productCostsOf(figures) - orderProcessingOf(figures);
}

/** Sums up the cost group CM2. */
function orderProcessingOf(figures: Readonly<Figures>): Cents {
  return figures.shipping + figures.paymentFees + figures.transactionFees + figures.orderFulfilment;
}

/** Makes the columns from the revenue down to CM2, in which every order has a part. */
export function marginsOf(figures: Readonly<Figures>) {
  return {
    revenue: decimal(revenueOf(figures)),
    product_costs: decimal(productCostsOf(figures)),
    cm1: decimal(revenueOf(figures) - productCostsOf(figures)),
    order_processing_costs: decimal(orderProcessingOf(figures)),
    cm2: decimal(cm2Of(figures)),
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
