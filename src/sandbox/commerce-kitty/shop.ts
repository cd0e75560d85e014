import { type NonEmpty, randomFrom } from "../data/random.ts";

interface Product {
  readonly code: string;
  readonly name: string;
  readonly type: "simple" | "configurable";
  /** Units at each inventory source, by its name. */
  readonly stock: Readonly<Record<string, number>>;
}

interface Order {
  readonly number: string;
  /** The channel's code. */
  readonly channel: string;
  /** The channel's base currency, as the help pages say. */
  readonly currency: string;
  readonly items: readonly { readonly code: string; readonly quantity: number; readonly price: string }[];
  readonly total: string;
}

/** What the invented seller has. */
export interface Shop {
  readonly products: readonly Product[];
  readonly orders: readonly Order[];
}

const names: NonEmpty<string> = [
  "Cat tree, three levels",
  "Scratching post",
  "Feather wand",
  "Ceramic water fountain",
  "Litter scoop",
  "Window perch",
  "Catnip mouse",
  "Travel carrier",
  "Slow feeder bowl",
  "Grooming brush",
  "Reflective collar",
  "Tunnel, foldable",
];
const channels: NonEmpty<{ code: string; currency: string; weight: number }> = [
  { code: "web-us", currency: "USD", weight: 6 },
  { code: "web-eu", currency: "EUR", weight: 3 },
  { code: "marketplace", currency: "USD", weight: 2 },
];

function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

function build(): Shop {
  const random = randomFrom(404);
  const products = names.map((name, index): Product => {
    const stock = { "Main warehouse": random.between(0, 180), "East coast": random.between(0, 60) };
    return { code: `CK-${101 + index}`, name, type: random.chance(0.25) ? "configurable" : "simple", stock };
  });
  const prices = products.map(() => random.between(6, 90) * 100 + 99);
  const orders = Array.from({ length: 46 }, (_, index): Order => {
    const { code: channel, currency } = random.weighted(channels);
    const chosen = new Set([random.between(0, 11), random.between(0, 11)]);
    const lines = Array.from(chosen, (at) => ({ at, quantity: random.between(1, 3) }));
    const total = lines.reduce((sum, { at, quantity }) => sum + (prices[at] ?? 0) * quantity, 0);
    const items = lines.map(({ at, quantity }) => ({
      code: products[at]?.code ?? "",
      quantity,
      price: money(prices[at] ?? 0),
    }));
    return { number: `10${String(index + 1).padStart(4, "0")}`, channel, currency, items, total: money(total) };
  });
  return { products, orders };
}

let built: Shop | undefined;

/** Always the same. */
export function shop(): Shop {
  built ??= build();
  return built;
}
