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

const NOTHING: Readonly<Figures> = {
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

/** The figures of all of them together. */
export function sumFigures(parts: Iterable<Readonly<Figures>>): Figures {
  const sum = { ...NOTHING };
  for (const part of parts) {
    sum.orders += part.orders;
    sum.units += part.units;
    sum.grossSales += part.grossSales;
    sum.discounts += part.discounts;
    sum.refunds += part.refunds;
    sum.shippingIncome += part.shippingIncome;
    sum.unitCosts += part.unitCosts;
    sum.packaging += part.packaging;
    sum.unitFulfilment += part.unitFulfilment;
    sum.shipping += part.shipping;
    sum.paymentFees += part.paymentFees;
    sum.transactionFees += part.transactionFees;
    sum.orderFulfilment += part.orderFulfilment;
  }
  return sum;
}

/** What customers paid in the end: refunds are taken off here and nowhere else. */
export function revenueOf(figures: Readonly<Figures>): Cents {
  return figures.grossSales - figures.discounts - figures.refunds + figures.shippingIncome;
}

/** The cost group CM1. */
export function productCostsOf(figures: Readonly<Figures>): Cents {
  return figures.unitCosts + figures.packaging + figures.unitFulfilment;
}

/** The cost group CM2. */
export function orderProcessingOf(figures: Readonly<Figures>): Cents {
  return figures.shipping + figures.paymentFees + figures.transactionFees + figures.orderFulfilment;
}

/** Cents as the decimal number that the API answers, at most two places. */
export function decimal(cents: Cents): number {
  return cents / 100;
}

/** A part of a whole in percent, one place; null when there is no whole. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1000) / 10;
}

/** Cents divided, as a decimal number of two places; null when there is nothing to divide by. */
export function average(cents: Cents, count: number): number | null {
  return count === 0 ? null : decimal(Math.round(cents / count));
}
