import { BadParameter, passes, readChoice, readDate, readSearch, requireBy } from "../server/parameters.ts";
import type { Call, Route } from "../server/rest-api.ts";
import { getAvailability } from "./availability.ts";
import type { Location } from "./locations.ts";
import { bookingStatuses, type Salon } from "./salon.ts";

/** Small, so that a second page is soon needed. */
const ROWS = 10;
/** Cursors are time-bound (https://www.setora.co.uk/developers/conventions); the documents do not say for how long. */
const LIFETIME = 3_600_000;

/** Reads what a cursor tells: the list, where to go on in it, and until when. */
function read(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/** Names a list by its path and by what else was asked. */
function nameOf(path: string, query: URLSearchParams): string {
  const others = new URLSearchParams(query);
  others.delete("cursor");
  others.sort();
  return `${path}?${others}`;
}

function startOf(list: string, query: URLSearchParams, now: Date): number {
  const cursor = query.get("cursor");
  if (cursor === null) return 0;
  const [wanted, start, until] = read(cursor);
  const isGood = wanted === list && typeof until === "number" && now.getTime() < until;
  if (isGood && typeof start === "number" && Number.isInteger(start) && start > 0) return start;
  throw new BadParameter("cursor", "The cursor is invalid or has expired. Start again without one.");
}

/** Cuts out the piece that the cursor in the query leads to, the first without one, and makes a cursor to the next. */
function cutPiece<T>(path: string, query: URLSearchParams, all: readonly T[], now: Date) {
  const list = nameOf(path, query);
  const start = startOf(list, query, now);
  const data = all.slice(start, start + ROWS);
  if (start + ROWS >= all.length) return { data };
  const next = JSON.stringify([list, start + ROWS, now.getTime() + LIFETIME]);
  return { data, next_cursor: Buffer.from(next).toString("base64url") };
}

function requireLocation({ id }: Call, { locations }: Salon): Location {
  return requireBy(locations, "slug", id, "Location not found.");
}

function listLocations({ query }: Call, { locations, now }: Salon) {
  const rows = locations.map(({ row }) => row);
  return cutPiece("locations", query, rows, now);
}

function listServices(call: Call, salon: Salon) {
  const location = requireLocation(call, salon);
  return cutPiece(`${location.slug}/services`, call.query, location.services, salon.now);
}

function listStaff(call: Call, salon: Salon) {
  const location = requireLocation(call, salon);
  const rows = location.staff.map(({ id, name }) => ({ id, name, location_slug: location.slug }));
  return cutPiece(`${location.slug}/staff`, call.query, rows, salon.now);
}

function listClients({ query }: Call, salon: Salon) {
  const matches = readSearch(query);
  const found = salon.clients.filter(({ first_name, last_name, email, phone }) =>
    matches(`${first_name} ${last_name} ${email} ${phone}`),
  );
  return cutPiece("clients", query, found, salon.now);
}

function listBookings({ query }: Call, salon: Salon) {
  const slug = query.get("location_slug");
  const day = readDate(query, "date");
  const status = readChoice(query, "status", bookingStatuses);
  const rows = salon.bookings.filter((booking) => passes(day, booking.day)).map(({ row }) => row);
  const found = rows.filter((row) => passes(slug, row.location_slug) && passes(status, row.status));
  return cutPiece("bookings", query, found, salon.now);
}

function getBooking({ id }: Call, { bookings }: Salon) {
  const rows = bookings.map(({ row }) => row);
  return { data: requireBy(rows, "reference", id, "Booking not found.") };
}

/** Makes a route; reading needs either scope. */
function route(pattern: string, answer: Route<Salon>["answer"]): Route<Salon> {
  return { pattern, scopes: ["read", "read_write"], answer };
}

export const routes: readonly Route<Salon>[] = [
  route("locations", listLocations),
  route("locations/{slug}/services", listServices),
  route("locations/{slug}/availability", (call, salon) => ({
    data: getAvailability(call.query, requireLocation(call, salon), salon),
  })),
  // The paths from here on are invented.
  route("locations/{slug}/staff", listStaff),
  route("clients", listClients),
  route("clients/{id}", ({ id }, { clients }) => ({
    data: requireBy(clients, "id", id, "Client not found."),
  })),
  route("bookings", listBookings),
  route("bookings/{reference}", getBooking),
];
