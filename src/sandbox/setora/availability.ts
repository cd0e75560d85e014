import type { Day } from "../data/calendar.ts";
import { BadParameter, readDate, readInteger } from "../server/parameters.ts";
import { hoursOf, type Location, type Service, type Staff, TIMEZONE } from "./locations.ts";
import { clock, type Salon } from "./salon.ts";

const STEP = 30;
const USUAL_DAYS = 7;
const MAXIMUM_DAYS = 31;

function readServices(query: URLSearchParams, location: Location): Service[] {
  const ids = query.getAll("service_ids").flatMap((text) => text.split(",").filter((id) => id !== ""));
  if (ids.length === 0) throw new BadParameter("service_ids", "service_ids is required.");
  return ids.map((id) => {
    const service = location.services.find((offered) => offered.id === id);
    if (service === undefined) throw new BadParameter("service_ids", `This location has no service ${id}.`);
    return service;
  });
}

/** Writes a duration as in "1 h 15 min". */
function display(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : "", rest > 0 ? `${rest} min` : ""].filter((part) => part !== "").join(" ");
}

/** Finds when someone is free for so long on a day, every half hour. */
function freeStarts(salon: Salon, location: Location, staff: Staff, day: Day, minutes: number): number[] {
  const [opens, closes] = hoursOf(location, staff, day) ?? [0, 0];
  const taken = salon.bookings.filter(
    (booking) => booking.day === day && booking.row.staff_id === staff.id && booking.row.status !== "cancelled",
  );
  const starts = [];
  for (let start = opens; start + minutes <= closes; start += STEP) {
    const clash = taken.some((booking) => booking.starts < start + minutes && booking.ends > start);
    if (!clash && Date.parse(clock.timestamp(day, start)) > salon.now.getTime()) starts.push(start);
  }
  return starts;
}

/** Lists what is free at a shop for the services asked for, one after the other with one person. */
export function getAvailability(query: URLSearchParams, location: Location, salon: Salon) {
  const services = readServices(query, location);
  const first = readDate(query, "date") ?? salon.today;
  const days = readInteger(query, "days", 1, MAXIMUM_DAYS) ?? USUAL_DAYS;
  const minutes = services.reduce((sum, service) => sum + service.duration_minutes, 0);
  const able = location.staff.filter(({ id }) => services.every(({ staff_ids }) => staff_ids.includes(id)));
  const slots = Array.from({ length: days }, (_, index) => first + index).flatMap((day) =>
    able
      .flatMap((staff) => freeStarts(salon, location, staff, day, minutes).map((start) => ({ start, staff })))
      .sort((one, other) => one.start - other.start)
      .map(({ start, staff }) => ({
        starts_at: clock.timestamp(day, start),
        ends_at: clock.timestamp(day, start + minutes),
        staff_id: staff.id,
      })),
  );
  return {
    location_slug: location.slug,
    timezone: TIMEZONE,
    service_ids: services.map(({ id }) => id),
    duration: { minutes, display: display(minutes) },
    slots,
  };
}
