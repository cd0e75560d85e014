import { type Day, perDay, utcTimestamp, wallClock } from "../data/calendar.ts";
import { handleOf, namesOf, personFrom } from "../data/people.ts";
import { type NonEmpty, nonEmpty, type Random, randomFrom, uuidFrom } from "../data/random.ts";
import { hoursOf, type Location, locations, type Staff, TIMEZONE } from "./locations.ts";

export const clock = wallClock(TIMEZONE);

/** `PHONE` becomes a number of the client's own: personal data within a sentence. */
const NOTES: NonEmpty<string> = [
  "Prefers a quiet chair.",
  "Running late: call PHONE.",
  "Allergic to tea tree oil.",
  "Partner's number is PHONE.",
];

/**
 * Invents someone whose hair is cut, as the API answers it. The e-mail addresses lead nowhere, and the numbers are those that Ofcom keeps for
 * drama.
 */
function inventClient(index: number, random: Random) {
  const person = personFrom(random, namesOf.GB);
  const number = () => `+44 7700 900${String(random.between(0, 999)).padStart(3, "0")}`;
  const phone = number();
  const note = random.one(NOTES).replace("PHONE", number());
  const id = uuidFrom(random);
  const email = `${handleOf(person, ".")}.${index + 1}@example.co.uk`;
  const notes = random.chance(0.35) ? note : null;
  return { id, first_name: person.first, last_name: person.last, email, phone, notes };
}

const clientRandom = randomFrom(317);
/** All clients of the organisation. */
const clients = nonEmpty(Array.from({ length: 86 }, (_, index) => inventClient(index, clientRandom)));

export const bookingStatuses = ["confirmed", "completed", "cancelled", "no_show"] as const;
type BookingStatus = (typeof bookingStatuses)[number];

const DAYS_BACK = 28;
const DAYS_AHEAD = 21;
/** Further ahead nobody books. */
const LONGEST_LEAD = 18;

/** Writes a reference as documented: SET- and six characters. Different numbers give different references. */
function referenceOf(number: number): string {
  const scrambled = (number * 1_234_567) % 36 ** 6;
  return `SET-${scrambled.toString(36).toUpperCase().padStart(6, "0")}`;
}

function statusOf(fate: number, day: Day, today: Day): BookingStatus {
  if (fate < 0.07) return "cancelled";
  if (day >= today) return "confirmed";
  return fate < 0.11 ? "no_show" : "completed";
}

/** Draws what may be booked with someone, one after the other; anew for each day, so that days stay independent. */
function* drafts(location: Location, staff: Staff, day: Day, random: Random) {
  const hours = hoursOf(location, staff, day);
  if (hours === undefined) return;
  const offered = location.services.filter(({ staff_ids }) => staff_ids.includes(staff.id));
  const [opens, closes] = hours;
  for (let starts = opens; ; ) {
    starts += random.between(0, 2) * 15;
    const service = offered[random.between(0, offered.length - 1)];
    if (service === undefined || starts + service.duration_minutes > closes) return;
    yield { service, starts, ends: starts + service.duration_minutes };
    starts += service.duration_minutes;
  }
}

/** Makes the day's bookings with someone: `row` as the API answers it, and minutes since midnight on the shop's clock. */
function bookingsWith(location: Location, staff: Staff, number: number, day: Day, today: Day) {
  const random = randomFrom(day * 64 + number);
  return [...drafts(location, staff, day, random)].flatMap(({ service, starts, ends }, index) => {
    const client = random.one(clients);
    const created = day - random.between(1, LONGEST_LEAD);
    const createdMinute = random.between(7 * 60, 18 * 60);
    const status = statusOf(random.next(), day, today);
    // Known from the day after it was made, so that nothing lies in the future of any hour of today.
    if (created >= today) return [];
    const row = {
      reference: referenceOf((day * 64 + number) * 64 + index),
      location_slug: location.slug,
      client_id: client.id,
      client_name: `${client.first_name} ${client.last_name}`,
      client_phone: client.phone,
      service_ids: [service.id],
      staff_id: staff.id,
      starts_at: clock.timestamp(day, starts),
      ends_at: clock.timestamp(day, ends),
      status,
      price: service.price,
      created_at: utcTimestamp(created, createdMinute),
      cancelled_at: status === "cancelled" ? utcTimestamp(created, createdMinute + 90) : null,
    };
    return [{ day, starts, ends, row }];
  });
}

/** Makes the bookings of all shops from four weeks ago to three weeks ahead, by when they begin. */
function bookingsAround(today: Day) {
  const everyone = locations.flatMap((location) => location.staff.map((staff) => ({ location, staff })));
  const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, index) => today - DAYS_BACK + index);
  return days.flatMap((day) =>
    everyone
      .flatMap(({ location, staff }, number) => bookingsWith(location, staff, number, day, today))
      .sort((one, other) => one.starts - other.starts),
  );
}

const bookingsOn = perDay(bookingsAround);

/**
 * One organisation with its shops, its clients, and the bookings of the last four weeks and the next three by when they
 * begin, as of a moment. The day decides what is booked; bookings made today come up tomorrow.
 */
export function salonAt(now: Date) {
  const today = clock.today(now);
  return { now, today, locations, clients, bookings: bookingsOn(today) };
}

export type Salon = ReturnType<typeof salonAt>;
