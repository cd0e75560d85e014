import type { Day } from "../data/calendar.ts";
import { type Random, randomFrom } from "../data/random.ts";
import { type Client, clients } from "./clients.ts";
import { hoursOf, type Location, locations, type Staff } from "./locations.ts";
import type { Service } from "./services.ts";

export type BookingStatus = "confirmed" | "completed" | "cancelled" | "no_show";

/** An appointment. Times are minutes since midnight on the shop's clock, but for `createdMinute`, which is UTC. */
export interface Booking {
  readonly reference: string;
  readonly location: Location;
  readonly staff: Staff;
  readonly client: Client;
  readonly service: Service;
  readonly day: Day;
  readonly starts: number;
  readonly ends: number;
  readonly created: Day;
  readonly createdMinute: number;
  readonly status: BookingStatus;
}

const DAYS_BACK = 28;
const DAYS_AHEAD = 21;
/** Further ahead nobody books. */
const LONGEST_LEAD = 18;

/** As documented: SET- and six characters. Different numbers give different references. */
function referenceOf(number: number): string {
  const scrambled = (number * 1_234_567) % 36 ** 6;
  return `SET-${scrambled.toString(36).toUpperCase().padStart(6, "0")}`;
}

function statusOf(fate: number, day: Day, today: Day): BookingStatus {
  if (fate < 0.07) return "cancelled";
  if (day >= today) return "confirmed";
  return fate < 0.11 ? "no_show" : "completed";
}

/** What may be booked with someone, one after the other. Drawn anew for each day, so that days do not change each other. */
function* drafts(location: Location, staff: Staff, day: Day, random: Random) {
  const hours = hoursOf(location, staff, day);
  if (hours === undefined) return;
  const offered = location.services.filter(({ staff: who }) => who.includes(staff.id));
  const [opens, closes] = hours;
  for (let starts = opens; ; ) {
    starts += random.between(0, 2) * 15;
    const service = offered[random.between(0, offered.length - 1)];
    if (service === undefined || starts + service.minutes > closes) return;
    yield { service, starts, ends: starts + service.minutes };
    starts += service.minutes;
  }
}

function bookingsWith(location: Location, staff: Staff, number: number, day: Day, today: Day): Booking[] {
  const random = randomFrom(day * 64 + number);
  const bookings: Booking[] = [];
  for (const [index, draft] of [...drafts(location, staff, day, random)].entries()) {
    const client = random.one(clients);
    const created = day - random.between(1, LONGEST_LEAD);
    const createdMinute = random.between(7 * 60, 18 * 60);
    const fate = random.next();
    const reference = referenceOf((day * 64 + number) * 64 + index);
    // Known from the day after it was made, so that nothing lies in the future of any hour of today.
    if (created >= today) continue;
    const status = statusOf(fate, day, today);
    bookings.push({ reference, location, staff, client, ...draft, day, created, createdMinute, status });
  }
  return bookings;
}

/** The bookings of all shops from four weeks ago to three weeks ahead, by when they begin. */
export function bookingsAround(today: Day): Booking[] {
  const everyone = locations.flatMap((location) => location.staff.map((staff) => ({ location, staff })));
  const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, index) => today - DAYS_BACK + index);
  return days.flatMap((day) =>
    everyone
      .flatMap(({ location, staff }, number) => bookingsWith(location, staff, number, day, today))
      .sort((one, other) => one.starts - other.starts),
  );
}
