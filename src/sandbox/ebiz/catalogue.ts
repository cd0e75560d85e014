import { type NonEmpty, nonEmpty } from "../data/random.ts";

/** Money in hundredths of a Kenyan shilling. */
export type Cents = number;

/** Writes money as the API does: two decimals, as text. */
export function money(cents: Cents): string {
  return (cents / 100).toFixed(2);
}

/** When everything of the catalogue was made and last changed. */
export const dates = { created_at: "2025-01-06T07:00:00.000Z", updated_at: "2026-09-01T04:00:00.000Z" };

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
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

type Category = ReturnType<typeof category>;
type Brand = ReturnType<typeof brand>;
export type Product = ReturnType<typeof productFrom>;

function category(id: number, name: string, parent_id: number | null) {
  return { id, name, slug: slug(name), description: "", parent_id, ...dates };
}

function brand(id: number, name: string) {
  return { id, name, slug: slug(name), ...dates };
}

const home = category(1, "Home", null);
const baskets = category(2, "Baskets", 1);
const kitchen = category(3, "Kitchen", 1);
const clothing = category(4, "Clothing", null);
const jewellery = category(5, "Jewellery", 4);
/** As the API answers them, as are the brands. */
export const categories = [home, baskets, kitchen, clothing, jewellery];

const kifaru = brand(1, "Kifaru");
const machakos = brand(2, "Machakos Weavers");
const bahari = brand(3, "Bahari Beads");
export const brands = [kifaru, machakos, bahari];

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

function stockStatus(stock: number): "instock" | "outofstock" {
  return stock > 0 ? "instock" : "outofstock";
}

function variantRow({ variantId, productId, sku, price, stock, options }: Sellable) {
  return {
    id: variantId,
    product_id: productId,
    sku,
    price: money(price),
    sale_price: null,
    stock,
    manage_stock: true,
    stock_status: stockStatus(stock),
    backorders: "no",
    low_stock_threshold: 5,
    attributes_json: options,
    ...dates,
  };
}

/** Makes a product as the API answers it, and beside that what the store needs. A variable one has price and stock 0. */
function productFrom(draft: Draft, index: number) {
  const [name, sku, { id: categoryId, name: categoryName }, { id: brandId, name: brandName }] = draft;
  const [, , , , , , weight, description, special] = draft;
  const id = 101 + index;
  const sellables = sellablesOf(draft, id);
  const isSimple = !Array.isArray(special);
  return {
    /** What is bought, one thing for a simple product, and how often, beside the others. */
    ...{ sellables, weight },
    id,
    name,
    slug: slug(name),
    sku,
    price: money(isSimple ? sellables[0].price : 0),
    sale_price: null,
    stock: isSimple ? sellables[0].stock : 0,
    stock_status: stockStatus(sellables.reduce((sum, { stock }) => sum + stock, 0)),
    status: typeof special === "string" ? special : "active",
    product_type: isSimple ? "simple" : "variable",
    description,
    short_description: description,
    category: { id: categoryId, name: categoryName },
    brand: { id: brandId, name: brandName },
    images: [{ id: id * 10, url: `/uploads/${slug(name)}.jpg`, alt: name, order: 0 }],
    tags: [],
    variants: isSimple ? [] : sellables.map(variantRow),
  };
}

/** Everything the store sells or sold, by id. */
export const products = nonEmpty(drafts.map(productFrom));
