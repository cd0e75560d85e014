import { type Day, weekdayOf } from "../data/calendar.ts";
import { randomFrom, uuidFrom } from "../data/random.ts";

export const TIMEZONE = "Europe/London";

/** Pence. */
type Pence = number;

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

const menuRandom = randomFrom(316);
const menuIds = MENU.map(() => uuidFrom(menuRandom));

/** Writes money as whole minor units with its currency (https://www.setora.co.uk/developers/conventions). */
function pounds(amount: Pence) {
  return { amount, currency: "GBP" };
}

/** Lists what a shop does, as the API answers it: the same at every shop but for its price, rounded to half pounds. */
function servicesAt(priceFactor: number, staff: readonly { readonly id: string }[]) {
  return MENU.map(([name, category, duration_minutes, price, deposit, online_bookable, special], index) => ({
    id: menuIds[index] ?? "",
    name,
    duration_minutes,
    price: pounds(Math.round((price * priceFactor) / 50) * 50),
    deposit: deposit === 0 ? null : pounds(deposit),
    category,
    online_bookable,
    /** Who can deliver it. */
    staff_ids: staff.slice(0, special ? 2 : undefined).map(({ id }) => id),
  }));
}

export type Service = ReturnType<typeof servicesAt>[number];

/** Minutes since midnight on the shop's clock; the second is when the last customer is done. */
export type Hours = readonly [opens: number, closes: number];

/** Someone who cuts hair. */
export interface Staff {
  readonly id: string;
  readonly name: string;
  /** Weekdays at work, from 0 for Sunday. */
  readonly weekdays: readonly number[];
}

const random = randomFrom(315);
const week = (usual: Hours, saturday: Hours, sunday?: Hours, monday: Hours | undefined = usual) =>
  [sunday, monday, usual, usual, usual, usual, saturday] as const;

function worker(name: string, weekdays: readonly number[]): Staff {
  return { id: uuidFrom(random), name, weekdays };
}

export type Location = ReturnType<typeof location>;

/** The shops. The numbers of houses and postcodes do not exist. */
export const locations: readonly Location[] = [
  location("shoreditch", "London", "914 Curtain Road", "E99 1ZZ", {
    hours: week([9 * 60, 19 * 60], [9 * 60, 17 * 60], [10 * 60, 16 * 60]),
    staff: [
      worker("Callum Price", [1, 2, 3, 4, 5]),
      worker("Amara Osei", [2, 3, 4, 5, 6]),
      worker("Dylan Shaw", [0, 3, 4, 5, 6]),
      worker("Freya Bennett", [0, 1, 2, 5, 6]),
    ],
    priceFactor: 1.2,
  }),
  location("brighton", "Brighton", "870 North Laine", "BN99 2ZZ", {
    hours: week([9 * 60 + 30, 18 * 60], [9 * 60, 17 * 60]),
    staff: [
      worker("Rhys Morgan", [1, 2, 3, 4, 5]),
      worker("Isla Fraser", [2, 3, 4, 5, 6]),
      worker("Theo Adeyemi", [1, 3, 4, 6]),
    ],
    priceFactor: 1,
  }),
  location("bristol", "Bristol", "755 Gloucester Road", "BS99 3ZZ", {
    hours: week([10 * 60, 18 * 60 + 30], [9 * 60, 16 * 60], undefined, undefined),
    staff: [
      worker("Megan Hughes", [2, 3, 4, 5]),
      worker("Oscar Lin", [2, 3, 5, 6]),
      worker("Zara Ahmed", [3, 4, 5, 6]),
    ],
    priceFactor: 0.95,
  }),
];

/** `hours` from Sunday to Saturday; undefined when closed. */
interface Shop {
  readonly hours: readonly (Hours | undefined)[];
  readonly staff: readonly Staff[];
  readonly priceFactor: number;
}

/** Makes a shop: `row` as the API answers it, and what happens there. */
function location(slug: string, city: string, street_address: string, postal_code: string, shop: Shop) {
  const { hours, staff, priceFactor } = shop;
  const name = `Fade & Fable ${slug.charAt(0).toUpperCase()}${slug.slice(1)}`;
  const services = servicesAt(priceFactor, staff);
  const row = {
    id: uuidFrom(random),
    slug,
    name,
    timezone: TIMEZONE,
    street_address,
    city,
    postal_code,
    country: "GB",
  };
  return { slug, row, hours, staff, services };
}

/** Tells when the shop is open on a day and the person is there; undefined when not. */
export function hoursOf(place: Location, person: Staff, day: Day): Hours | undefined {
  const weekday = weekdayOf(day);
  return person.weekdays.includes(weekday) ? place.hours[weekday] : undefined;
}
