import { randomFrom, uuidFrom } from "../data/random.ts";

/** Pence. */
type Pence = number;

/** Something that a shop does; the same at every shop but for its price. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly minutes: number;
  readonly price: Pence;
  /** Zero for none. */
  readonly deposit: Pence;
  readonly bookableOnline: boolean;
  /** Ids of who can deliver it. */
  readonly staff: readonly string[];
}

/** Of each: name, category, minutes, price, deposit, bookable online, whether only the first two of a shop do it. */
const MENU: readonly (readonly [string, string, number, Pence, Pence, boolean, boolean])[] = [
  ["Haircut", "Hair", 45, 2_800, 0, true, false],
  ["Skin fade", "Hair", 60, 3_400, 0, true, false],
  ["Buzz cut", "Hair", 30, 1_800, 0, true, false],
  ["Scissor cut, long hair", "Hair", 60, 3_900, 1_000, true, true],
  ["Restyle with consultation", "Hair", 75, 4_800, 1_500, true, true],
  ["Beard trim", "Beard", 30, 1_600, 0, true, false],
  ["Hot towel shave", "Beard", 45, 2_900, 0, true, true],
  ["Haircut and beard", "Packages", 75, 4_100, 0, true, false],
  ["Father and child", "Packages", 75, 4_500, 0, true, false],
  ["Junior cut, under 12", "Hair", 30, 1_900, 0, true, false],
  ["Grey blending", "Colour", 45, 3_200, 1_000, true, true],
  ["Full colour", "Colour", 90, 6_500, 2_000, false, true],
  ["Wedding party, per person", "Packages", 60, 5_000, 2_500, false, false],
];

const random = randomFrom(316);
const ids = MENU.map(() => uuidFrom(random));

/** What a shop does. Prices are rounded to half pounds. */
export function servicesAt(priceFactor: number, staff: readonly { readonly id: string }[]): Service[] {
  return MENU.map(([name, category, minutes, price, deposit, bookableOnline, special], index) => ({
    id: ids[index] ?? "",
    ...{ name, category, minutes, deposit, bookableOnline },
    price: Math.round((price * priceFactor) / 50) * 50,
    staff: staff.slice(0, special ? 2 : undefined).map(({ id }) => id),
  }));
}
