import { utcTimestamp } from "../data/calendar.ts";
import { passes, readChoice, readDate, readSearch, requireBy } from "../server/parameters.ts";
import type { Call, Route } from "../server/rest-api.ts";
import { getAvailability } from "./availability.ts";
import { cutPiece } from "./cursor.ts";
import type { Location } from "./locations.ts";
import { type Booking, bookingStatuses, clock, type Salon } from "./salon.ts";

function requireLocation({ id }: Call, { locations }: Salon): Location {
  return requireBy(locations, "slug", id, "Location not found.");
}

function listLocations({ query }: Call, { locations, now }: Salon) {
  const rows = locations.map(({ row }) => row);
  return cutPiece("locations", query, rows, now);
}

function bookingRow(booking: Booking) {
  const { reference, location, client, service, staff, day, starts, ends, status, created, createdMinute } = booking;
  return {
    reference,
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
  const found = salon.bookings.filter(
    (booking) => passes(slug, booking.location.slug) && passes(day, booking.day) && passes(status, booking.status),
  );
  return cutPiece("bookings", query, found.map(bookingRow), salon.now);
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
  route("bookings/{reference}", ({ id }, { bookings }) => ({
    data: bookingRow(requireBy(bookings, "reference", id, "Booking not found.")),
  })),
];
