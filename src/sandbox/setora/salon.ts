import { type Day, wallClock } from "../data/calendar.ts";
import { type Booking, bookingsAround } from "./bookings.ts";
import { type Client, clients } from "./clients.ts";
import { type Location, locations } from "./locations.ts";

export const TIMEZONE = "Europe/London";
export const clock = wallClock(TIMEZONE);

/** One organisation with its shops, as of a moment. */
export interface Salon {
  readonly now: Date;
  readonly today: Day;
  readonly locations: readonly Location[];
  readonly clients: readonly Client[];
  /** Of the last four weeks and the next three, by when they begin. */
  readonly bookings: readonly Booking[];
}

let latest: { readonly today: Day; readonly bookings: readonly Booking[] } | undefined;

/** The organisation at a moment. The day decides what is booked; bookings made today come up tomorrow. */
export function salonOn(now: Date): Salon {
  const today = clock.today(now);
  latest = latest?.today === today ? latest : { today, bookings: bookingsAround(today) };
  return { now, today, locations, clients, bookings: latest.bookings };
}
