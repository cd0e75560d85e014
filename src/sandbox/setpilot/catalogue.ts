import { type NonEmpty, nonEmpty, type Random, randomFrom } from "../data/random.ts";
import type { Cents } from "./figures.ts";

/** Something the shop sells. */
export interface Product {
  readonly id: number;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly price: Cents;
  readonly unitCost: Cents;
  readonly packaging: Cents;
  readonly unitFulfilment: Cents;
  /** How well it sells, against the others. */
  readonly weight: number;
}

interface Family {
  readonly code: string;
  readonly category: string;
  readonly packaging: Cents;
  readonly fulfilment: Cents;
  /** What the shop pays, as a share of the price: from, to. */
  readonly cost: readonly [number, number];
  readonly popularity: number;
  /** Name and price. */
  readonly items: readonly (readonly [string, Cents])[];
  /** What is added to name and SKU, and what the price is multiplied by. */
  readonly variants: readonly (readonly [string, string, number])[];
}

const families: readonly Family[] = [
  {
    code: "KAF",
    category: "Coffee",
    packaging: 42,
    fulfilment: 35,
    cost: [0.34, 0.42],
    popularity: 10,
    items: [
      ["Waldkauz Hausröstung", 790],
      ["Espresso „Nachtflug“", 850],
      ["Hüttenröstung, kräftig", 820],
      ["Äthiopien Yirgacheffe", 990],
      ["Kolumbien Huila", 940],
      ["Guatemala Antigua", 960],
      ["Brasil Cerrado", 840],
      ["Kenia AA Nyeri", 1150],
      ["Peru Cajamarca, entkoffeiniert", 980],
      ["Café Crème „Lichtung“", 810],
    ],
    variants: [
      ["250 g", "250", 1],
      ["500 g", "500", 1.9],
      ["1 kg", "1000", 3.6],
    ],
  },
  {
    code: "ZUB",
    category: "Brewing gear",
    packaging: 75,
    fulfilment: 55,
    cost: [0.46, 0.54],
    popularity: 3,
    items: [
      ["Handfilter V60, Größe 2", 2190],
      ["Filterpapier, 100 Stück", 520],
      ["French Press 1,0 l", 3490],
      ["AeroPress-Filter, Edelstahl", 1290],
      ["Handmühle „Specht“", 8900],
      ["Elektrische Mühle „Eichelhäher“", 17900],
      ["Schwanenhalskessel 0,9 l", 6490],
      ["Feinwaage 0,1 g", 3990],
      ["Milchkännchen 350 ml", 1590],
      ["Siebträger-Tamper 58 mm", 2790],
      ["Mokkakanne, 4 Tassen", 2990],
      ["Mokkakanne, 6 Tassen", 3790],
      ["Kaltbrüh-Karaffe 1,5 l", 3290],
      ["Reinigungstabletten (20)", 990],
      ["Entkalker 500 ml", 790],
      ["Kaffeedose, luftdicht", 1890],
      ["Barista-Schürze", 3490],
      ["Abschlagbehälter", 2290],
      ["Milchaufschäumer, Hand", 1990],
      ["Geschenkgutschein-Karte", 2500],
    ],
    variants: [["", "1", 1]],
  },
  {
    code: "BEC",
    category: "Mugs and bottles",
    packaging: 60,
    fulfilment: 45,
    cost: [0.4, 0.48],
    popularity: 2.4,
    items: [
      ["Emaillebecher 300 ml", 1290],
      ["Emaillebecher 500 ml", 1590],
      ["Thermobecher 350 ml", 2490],
      ["Thermosflasche 0,75 l", 2990],
      ["Trinkflasche 1,0 l", 1990],
      ["Espressotassen, 2er-Set", 1790],
      ["Cappuccinotasse", 1190],
      ["Klapptasse, Titan", 3490],
    ],
    variants: [
      ["moosgrün", "GRN", 1],
      ["schiefergrau", "GRA", 1],
      ["rostrot", "ROT", 1],
    ],
  },
  {
    code: "OUT",
    category: "Outdoor",
    packaging: 110,
    fulfilment: 80,
    cost: [0.48, 0.56],
    popularity: 1.2,
    items: [
      ["Gaskocher „Glut“", 5490],
      ["Kochgeschirr, Edelstahl", 4490],
      ["Hängematte", 5990],
      ["Picknickdecke", 3990],
      ["Stirnlampe 400 lm", 3490],
      ["Packsack 20 l", 2490],
      ["Feuerstahl", 1490],
      ["Campinglaterne", 2990],
      ["Sitzkissen, faltbar", 1290],
      ["Reiseapotheke", 2290],
      ["Taschenmesser „Eule“", 3890],
      ["Isomatte", 7990],
    ],
    variants: [
      ["klein", "S", 1],
      ["groß", "L", 1.35],
    ],
  },
  {
    code: "TEX",
    category: "Clothing",
    packaging: 50,
    fulfilment: 50,
    cost: [0.42, 0.5],
    popularity: 1,
    items: [
      ["Wollmütze", 2490],
      ["T-Shirt „Waldkauz“", 2790],
      ["Wollsocken", 1690],
      ["Fleecejacke", 7490],
      ["Regenponcho", 4990],
      ["Stofftasche", 1190],
    ],
    variants: [
      ["S", "S", 1],
      ["M", "M", 1],
      ["L", "L", 1],
      ["XL", "XL", 1],
    ],
  },
];

/** Rounds a price so that it ends in 0, as on a price tag without VAT. */
function priceOf(base: Cents, factor: number): Cents {
  return Math.round((base * factor) / 10) * 10;
}

function productsOf(family: Family, firstId: number, random: Random): Product[] {
  return family.items.flatMap(([name, base], item) =>
    family.variants.map(([label, code, factor], variant) => {
      const price = priceOf(base, factor);
      const [low, high] = family.cost;
      return {
        id: firstId + item * family.variants.length + variant,
        sku: `${family.code}-${String(item + 1).padStart(2, "0")}-${code}`,
        name: label === "" ? name : `${name}, ${label}`,
        category: family.category,
        price,
        unitCost: Math.round(price * (low + (high - low) * random.next())),
        packaging: family.packaging,
        unitFulfilment: family.fulfilment,
        weight: family.popularity * (0.15 + random.next() ** 2),
      };
    }),
  );
}

/** Makes the shop's 122 products, always the same. */
export function buildCatalogue(): NonEmpty<Product> {
  const random = randomFrom(71);
  const products: Product[] = [];
  for (const family of families) products.push(...productsOf(family, 8_100_000_000 + products.length, random));
  return nonEmpty(products);
}
