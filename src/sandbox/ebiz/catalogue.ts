import type { NonEmpty } from "../data/random.ts";

/** Money in hundredths of a Kenyan shilling. */
export type Cents = number;

export interface Category {
  readonly id: number;
  readonly name: string;
  readonly parentId: number | null;
}

export interface Brand {
  readonly id: number;
  readonly name: string;
}

/** What is bought: a simple product as a whole, or one variant of a variable one. */
export interface Sellable {
  readonly productId: number;
  readonly variantId: number | null;
  readonly name: string;
  readonly sku: string;
  readonly price: Cents;
  readonly stock: number;
  readonly options: Readonly<Record<string, string>>;
}

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly sku: string;
  readonly category: Category;
  readonly brand: Brand;
  readonly status: "active" | "draft" | "archived";
  readonly description: string;
  readonly type: "simple" | "variable";
  /** One for a simple product. */
  readonly sellables: NonEmpty<Sellable>;
  /** How often it is bought, beside the others. */
  readonly weight: number;
}

const home: Category = { id: 1, name: "Home", parentId: null };
const baskets: Category = { id: 2, name: "Baskets", parentId: 1 };
const kitchen: Category = { id: 3, name: "Kitchen", parentId: 1 };
const clothing: Category = { id: 4, name: "Clothing", parentId: null };
const jewellery: Category = { id: 5, name: "Jewellery", parentId: 4 };
export const categories: NonEmpty<Category> = [home, baskets, kitchen, clothing, jewellery];

const kifaru: Brand = { id: 1, name: "Kifaru" };
const machakos: Brand = { id: 2, name: "Machakos Weavers" };
const bahari: Brand = { id: 3, name: "Bahari Beads" };
export const brands: NonEmpty<Brand> = [kifaru, machakos, bahari];

interface Draft {
  readonly name: string;
  readonly sku: string;
  readonly category: Category;
  readonly brand: Brand;
  readonly price: number;
  readonly stock: number;
  readonly weight: number;
  readonly description: string;
  /** Makes it a variable product: what varies, and its values. */
  readonly varies?: readonly [option: string, ...values: NonEmpty<string>];
  readonly status?: "draft" | "archived";
}

const drafts: readonly Draft[] = [
  {
    name: "Kiondo basket, small",
    sku: "KIO-S",
    category: baskets,
    brand: machakos,
    price: 1800,
    stock: 34,
    weight: 16,
    description: "Handwoven sisal basket, leather strap.",
  },
  {
    name: "Kiondo basket, large",
    sku: "KIO-L",
    category: baskets,
    brand: machakos,
    price: 3200,
    stock: 12,
    weight: 11,
    description: "Handwoven sisal basket for the market.",
  },
  {
    name: "Laundry basket",
    sku: "LAU-1",
    category: baskets,
    brand: machakos,
    price: 4100,
    stock: 5,
    weight: 4,
    description: "Lidded basket of banana fibre.",
  },
  {
    name: "Soapstone bowl",
    sku: "SOA-B",
    category: kitchen,
    brand: kifaru,
    price: 1450,
    stock: 41,
    weight: 10,
    description: "Carved in Kisii, one of a kind.",
  },
  {
    name: "Olive wood salad set",
    sku: "OLI-2",
    category: kitchen,
    brand: kifaru,
    price: 1250,
    stock: 63,
    weight: 13,
    description: "Spoon and fork, oiled.",
  },
  {
    name: "Enamel mug",
    sku: "MUG-E",
    category: kitchen,
    brand: kifaru,
    price: 650,
    stock: 0,
    weight: 15,
    description: "White with a blue rim, 350 ml.",
    varies: ["Print", "Rhino", "Acacia", "Plain"],
  },
  {
    name: "Apron",
    sku: "APR-1",
    category: kitchen,
    brand: kifaru,
    price: 1900,
    stock: 18,
    weight: 5,
    description: "Kitenge cotton, one size.",
  },
  {
    name: "Kikoy",
    sku: "KIK-1",
    category: clothing,
    brand: kifaru,
    price: 1600,
    stock: 55,
    weight: 14,
    description: "Cotton wrap, 100 × 160 cm.",
    varies: ["Colour", "Lamu blue", "Mango", "Charcoal"],
  },
  {
    name: "Shuka blanket",
    sku: "SHU-1",
    category: clothing,
    brand: kifaru,
    price: 2100,
    stock: 27,
    weight: 12,
    description: "Maasai check, acrylic.",
  },
  {
    name: "Leather sandals",
    sku: "SAN-1",
    category: clothing,
    brand: kifaru,
    price: 2600,
    stock: 22,
    weight: 9,
    description: "Beaded straps.",
    varies: ["Size", "37", "39", "41", "43"],
  },
  {
    name: "Beaded necklace",
    sku: "NEC-1",
    category: jewellery,
    brand: bahari,
    price: 1350,
    stock: 30,
    weight: 12,
    description: "Glass beads in seven rows.",
  },
  {
    name: "Brass earrings",
    sku: "EAR-1",
    category: jewellery,
    brand: bahari,
    price: 850,
    stock: 3,
    weight: 10,
    description: "Recycled brass.",
  },
  {
    name: "Beaded bracelet",
    sku: "BRA-1",
    category: jewellery,
    brand: bahari,
    price: 450,
    stock: 88,
    weight: 18,
    description: "Adjustable.",
  },
  {
    name: "Wall hanging",
    sku: "WAL-1",
    category: home,
    brand: machakos,
    price: 5400,
    stock: 6,
    weight: 3,
    description: "Woven from sisal and cotton.",
  },
  {
    name: "Cushion cover",
    sku: "CUS-1",
    category: home,
    brand: kifaru,
    price: 980,
    stock: 44,
    weight: 9,
    description: "Kitenge, 45 × 45 cm.",
  },
  {
    name: "Advent calendar",
    sku: "ADV-1",
    category: home,
    brand: kifaru,
    price: 2900,
    stock: 0,
    weight: 0,
    description: "For next year.",
    status: "draft",
  },
  {
    name: "Sisal doormat",
    sku: "DOO-1",
    category: home,
    brand: machakos,
    price: 1700,
    stock: 0,
    weight: 0,
    description: "No longer made.",
    status: "archived",
  },
];

function sellablesOf(draft: Draft, productId: number): NonEmpty<Sellable> {
  const price = draft.price * 100;
  if (draft.varies === undefined) {
    const { name, sku, stock } = draft;
    return [{ productId, variantId: null, name, sku, price, stock, options: {} }];
  }
  const [option, first, ...others] = draft.varies;
  const variant = (value: string, index: number): Sellable => ({
    productId,
    variantId: productId * 10 + index,
    name: `${draft.name} - ${value}`,
    sku: `${draft.sku}-${index + 1}`,
    price: price + index * 5000,
    stock: Math.max(0, Math.round(draft.stock / (index + 2)) - index),
    options: { [option]: value },
  });
  return [variant(first, 0), ...others.map((value, index) => variant(value, index + 1))];
}

/** Everything the store sells or sold, by id. */
export const products: readonly Product[] = drafts.map((draft, index) => {
  const { name, sku, category, brand, description, weight, status = "active", varies } = draft;
  const type = varies === undefined ? "simple" : "variable";
  const id = 101 + index;
  return { id, name, sku, category, brand, status, description, type, weight, sellables: sellablesOf(draft, id) };
});
