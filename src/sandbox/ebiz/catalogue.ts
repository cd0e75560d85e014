import { type NonEmpty, nonEmpty } from "../data/random.ts";

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

type Draft = readonly [
  name: string,
  sku: string,
  category: Category,
  brand: Brand,
  /** In shillings. */
  price: number,
  stock: number,
  weight: number,
  description: string,
  /** What varies and its values, which makes it a variable product; or why it is not sold. */
  special?: readonly [option: string, ...values: NonEmpty<string>] | "draft" | "archived",
];

const drafts: readonly Draft[] = [
  ["Kiondo basket, small", "KIO-S", baskets, machakos, 1800, 34, 16, "Handwoven sisal basket, leather strap."],
  ["Kiondo basket, large", "KIO-L", baskets, machakos, 3200, 12, 11, "Handwoven sisal basket for the market."],
  ["Laundry basket", "LAU-1", baskets, machakos, 4100, 5, 4, "Lidded basket of banana fibre."],
  ["Soapstone bowl", "SOA-B", kitchen, kifaru, 1450, 41, 10, "Carved in Kisii, one of a kind."],
  ["Olive wood salad set", "OLI-2", kitchen, kifaru, 1250, 63, 13, "Spoon and fork, oiled."],
  [
    "Enamel mug",
    "MUG-E",
    kitchen,
    kifaru,
    650,
    0,
    15,
    "White with a blue rim, 350 ml.",
    ["Print", "Rhino", "Acacia", "Plain"],
  ],
  ["Apron", "APR-1", kitchen, kifaru, 1900, 18, 5, "Kitenge cotton, one size."],
  [
    "Kikoy",
    "KIK-1",
    clothing,
    kifaru,
    1600,
    55,
    14,
    "Cotton wrap, 100 × 160 cm.",
    ["Colour", "Lamu blue", "Mango", "Charcoal"],
  ],
  ["Shuka blanket", "SHU-1", clothing, kifaru, 2100, 27, 12, "Maasai check, acrylic."],
  ["Leather sandals", "SAN-1", clothing, kifaru, 2600, 22, 9, "Beaded straps.", ["Size", "37", "39", "41", "43"]],
  ["Beaded necklace", "NEC-1", jewellery, bahari, 1350, 30, 12, "Glass beads in seven rows."],
  ["Brass earrings", "EAR-1", jewellery, bahari, 850, 3, 10, "Recycled brass."],
  ["Beaded bracelet", "BRA-1", jewellery, bahari, 450, 88, 18, "Adjustable."],
  ["Wall hanging", "WAL-1", home, machakos, 5400, 6, 3, "Woven from sisal and cotton."],
  ["Cushion cover", "CUS-1", home, kifaru, 980, 44, 9, "Kitenge, 45 × 45 cm."],
  ["Advent calendar", "ADV-1", home, kifaru, 2900, 0, 0, "For next year.", "draft"],
  ["Sisal doormat", "DOO-1", home, machakos, 1700, 0, 0, "No longer made.", "archived"],
];

/** Lists what is bought: a simple product itself; of a variable one each variant, dearer from one to the next. */
function sellablesOf([name, sku, , , shillings, stock, , , special]: Draft, productId: number): NonEmpty<Sellable> {
  const price = shillings * 100;
  if (!Array.isArray(special)) return [{ productId, variantId: null, name, sku, price, stock, options: {} }];
  const [option, first, ...others] = special;
  const variant = (value: string, index: number): Sellable => ({
    productId,
    variantId: productId * 10 + index,
    name: `${name} - ${value}`,
    sku: `${sku}-${index + 1}`,
    price: price + index * 5000,
    stock: Math.max(0, Math.round(stock / (index + 2)) - index),
    options: { [option]: value },
  });
  return [variant(first, 0), ...others.map((value, index) => variant(value, index + 1))];
}

function productFrom(draft: Draft, index: number): Product {
  const [name, sku, category, brand, , , weight, description, special] = draft;
  const id = 101 + index;
  return {
    ...{ id, name, sku, category, brand, description, weight },
    status: typeof special === "string" ? special : "active",
    type: Array.isArray(special) ? "variable" : "simple",
    sellables: sellablesOf(draft, id),
  };
}

/** Everything the store sells or sold, by id. */
export const products = nonEmpty(drafts.map(productFrom));
