import { utcTimestamp } from "../data/calendar.ts";
import { passes, readChoice, readDate, readSearch, requireFound } from "../server/parameters.ts";
import type { Call, Route } from "../server/rest-api.ts";
import { getAvailability } from "./availability.ts";
import { cutPiece } from "./cursor.ts";
import type { Location, Service } from "./locations.ts";
import { type Booking, bookingStatuses, type Client, clock, type Salon, TIMEZONE } from "./salon.ts";

/** Writes money as whole minor units with its currency (https://www.setora.co.uk/developers/conventions). */
function pounds(amount: number) {
  return { amount, currency: "GBP" };
}

function requireLocation(call: Call, { locations }: Salon): Location {
  return requireFound(
    locations.find(({ slug }) => slug === call.segment("slug")),
    "Location not found.",
  );
}

function locationRow({ id, slug, name, street, city, postalCode }: Location) {
  return { id, slug, name, timezone: TIMEZONE, street_address: street, city, postal_code: postalCode, country: "GB" };
}

function serviceRow({ id, name, minutes, price, deposit, category, bookableOnline, staff }: Service) {
  return {
    id,
    name,
    duration_minutes: minutes,
    price: pounds(price),
    deposit: deposit === 0 ? null : pounds(deposit),
    category,
    online_bookable: bookableOnline,
    staff_ids: staff,
  };
}

function clientRow({ id, firstName, lastName, email, phone, notes }: Client) {
  return { id, first_name: firstName, last_name: lastName, email, phone, notes };
}

function bookingRow(booking: Booking) {
  const { reference, location, client, service, staff, day, starts, ends, status, created, createdMinute } = booking;
  return {
    reference,
    location_slug: location.slug,
    client_id: client.id,
    client_name: `${client.firstName} ${client.lastName}`,
    client_phone: client.phone,
    service_ids: [service.id],
    staff_id: staff.id,
    starts_at: clock.timestamp(day, starts),
    ends_at: clock.timestamp(day, ends),
    status,
    price: pounds(service.price),
    created_at: utcTimestamp(created, createdMinute),
    cancelled_at: status === "cancelled" ? utcTimestamp(created, createdMinute + 90) : null,
  };
}

function listServices(call: Call, salon: Salon) {
  const location = requireLocation(call, salon);
  return cutPiece(`${location.slug}/services`, call.query, location.services.map(serviceRow), salon.now);
}

function listStaff(call: Call, salon: Salon) {
  const location = requireLocation(call, salon);
  const rows = location.staff.map(({ id, name }) => ({ id, name, location_slug: location.slug }));
  return cutPiece(`${location.slug}/staff`, call.query, rows, salon.now);
}

function listClients({ query }: Call, salon: Salon) {
  const matches = readSearch(query);
  const found = salon.clients.filter(({ firstName, lastName, email, phone }) =>
    matches(`${firstName} ${lastName} ${email} ${phone}`),
  );
  return cutPiece("clients", query, found.map(clientRow), salon.now);
}

function getClient(call: Call, salon: Salon) {
  const found = salon.clients.find(({ id }) => id === call.segment("id"));
  return { data: clientRow(requireFound(found, "Client not found.")) };
}

function listBookings({ query }: Call, salon: Salon) {
  const [slug, day, status] = [
    query.get("location_slug"),
    readDate(query, "date"),
    readChoice(query, "status", bookingStatuses),
  ];
  const found = salon.bookings.filter(
    (booking) => passes(slug, booking.location.slug) && passes(day, booking.day) && passes(status, booking.status),
  );
  return cutPiece("bookings", query, found.map(bookingRow), salon.now);
}

function getBooking(call: Call, salon: Salon) {
  const found = salon.bookings.find(({ reference }) => reference === call.segment("reference"));
  return { data: bookingRow(requireFound(found, "Booking not found.")) };
}

/** Makes a route; reading needs either scope. */
function route(pattern: string, answer: Route<Salon>["answer"]): Route<Salon> {
  return { pattern, scopes: ["read", "read_write"], answer };
}

export const routes: readonly Route<Salon>[] = [
  route("locations", ({ query }, { locations, now }) => cutPiece("locations", query, locations.map(locationRow), now)),
  route("locations/{slug}/services", listServices),
  route("locations/{slug}/availability", (call, salon) => ({
    data: getAvailability(call.query, requireLocation(call, salon), salon),
  })),
  // The paths from here on are invented.
  route("locations/{slug}/staff", listStaff),
  route("clients", listClients),
  route("clients/{id}", getClient),
  route("bookings", listBookings),
  route("bookings/{reference}", getBooking),
];
