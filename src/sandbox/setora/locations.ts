import { type Day, weekdayOf } from "../data/calendar.ts";
import { randomFrom, uuidFrom } from "../data/random.ts";
import { type Service, servicesAt } from "./services.ts";

/** Minutes since midnight on the shop's clock; the second is when the last customer is done. */
export type Hours = readonly [opens: number, closes: number];

/** Someone who cuts hair. */
export interface Staff {
  readonly id: string;
  readonly name: string;
  /** Weekdays at work, from 0 for Sunday. */
  readonly weekdays: readonly number[];
}

/** A shop. */
export interface Location {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly postalCode: string;
  /** From Sunday to Saturday; undefined when closed. */
  readonly hours: readonly (Hours | undefined)[];
  readonly staff: readonly Staff[];
  readonly services: readonly Service[];
}

const random = randomFrom(315);
const week = (usual: Hours, saturday: Hours, sunday?: Hours, monday: Hours | undefined = usual) =>
  [sunday, monday, usual, usual, usual, usual, saturday] as const;

function worker(name: string, weekdays: readonly number[]): Staff {
  return { id: uuidFrom(random), name, weekdays };
}

/** The shops. The numbers of houses and postcodes do not exist. */
export const locations: readonly Location[] = [
  location("shoreditch", ["Fade & Fable Shoreditch", "914 Curtain Road", "London", "E99 1ZZ"], {
    hours: week([9 * 60, 19 * 60], [9 * 60, 17 * 60], [10 * 60, 16 * 60]),
    staff: [
      worker("Callum Price", [1, 2, 3, 4, 5]),
      worker("Amara Osei", [2, 3, 4, 5, 6]),
      worker("Dylan Shaw", [0, 3, 4, 5, 6]),
      worker("Freya Bennett", [0, 1, 2, 5, 6]),
    ],
    priceFactor: 1.2,
  }),
  location("brighton", ["Fade & Fable Brighton", "870 North Laine", "Brighton", "BN99 2ZZ"], {
    hours: week([9 * 60 + 30, 18 * 60], [9 * 60, 17 * 60]),
    staff: [
      worker("Rhys Morgan", [1, 2, 3, 4, 5]),
      worker("Isla Fraser", [2, 3, 4, 5, 6]),
      worker("Theo Adeyemi", [1, 3, 4, 6]),
    ],
    priceFactor: 1,
  }),
  location("bristol", ["Fade & Fable Bristol", "755 Gloucester Road", "Bristol", "BS99 3ZZ"], {
    hours: week([10 * 60, 18 * 60 + 30], [9 * 60, 16 * 60], undefined, undefined),
    staff: [
      worker("Megan Hughes", [2, 3, 4, 5]),
      worker("Oscar Lin", [2, 3, 5, 6]),
      worker("Zara Ahmed", [3, 4, 5, 6]),
    ],
    priceFactor: 0.95,
  }),
];

function location(
  slug: string,
  [name, street, city, postalCode]: readonly [string, string, string, string],
  rest: Pick<Location, "hours" | "staff"> & { readonly priceFactor: number },
): Location {
  const { hours, staff, priceFactor } = rest;
  const services = servicesAt(priceFactor, staff);
  return { id: uuidFrom(random), slug, name, street, city, postalCode, hours, staff, services };
}

/** When the shop is open on a day and the person is there; undefined when not. */
export function hoursOf(place: Location, person: Staff, day: Day): Hours | undefined {
  const weekday = weekdayOf(day);
  return person.weekdays.includes(weekday) ? place.hours[weekday] : undefined;
}
