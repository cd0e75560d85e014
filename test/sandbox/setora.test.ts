import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/index.ts";
import { askApi, NOW, sandboxFor } from "./client.ts";

const money = z.strictObject({ amount: z.int().min(0), currency: z.literal("GBP") });
/** Local time with its offset, which in London is never left out either. */
const localTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\+0[01]:00$/);
const location = z.strictObject({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  timezone: z.literal("Europe/London"),
  street_address: z.string(),
  city: z.string(),
  postal_code: z.string(),
  country: z.literal("GB"),
});
const service = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  duration_minutes: z.int(),
  price: money,
  deposit: money.nullable(),
  category: z.string(),
  online_bookable: z.boolean(),
  staff_ids: z.array(z.uuid()).min(1),
});
const staff = z.strictObject({ id: z.uuid(), name: z.string(), location_slug: z.string() });
const client = z.looseObject({ id: z.uuid(), first_name: z.string(), last_name: z.string(), phone: z.string() });
const booking = z.strictObject({
  reference: z.string().regex(/^SET-[0-9A-Z]{6}$/),
  location_slug: z.string(),
  client_id: z.uuid(),
  client_name: z.string(),
  client_phone: z.string(),
  service_ids: z.array(z.uuid()),
  staff_id: z.uuid(),
  starts_at: localTime,
  ends_at: localTime,
  status: z.enum(["confirmed", "completed", "cancelled", "no_show"]),
  price: money,
  created_at: z.iso.datetime(),
  cancelled_at: z.iso.datetime().nullable(),
});
const availability = z.strictObject({
  data: z.strictObject({
    location_slug: z.string(),
    timezone: z.string(),
    service_ids: z.array(z.uuid()),
    duration: z.strictObject({ minutes: z.int(), display: z.string() }),
    slots: z.array(z.strictObject({ starts_at: localTime, ends_at: localTime, staff_id: z.uuid() })),
  }),
});

function ask(sandbox: Sandbox, path: string, key: keyof Sandbox["examples"]["setora"] = "read") {
  return askApi(sandbox, "setora", path, sandbox.examples.setora[key].parts);
}

/** A whole list, piece by piece as the cursors lead. */
async function list<T>(sandbox: Sandbox, path: string, row: z.ZodType<T>): Promise<T[]> {
  const page = z.strictObject({ data: z.array(row), next_cursor: z.string().optional() });
  const rows: T[] = [];
  for (let cursor: string | undefined = ""; cursor !== undefined; ) {
    const url: string = cursor === "" ? path : `${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`;
    const { data, next_cursor } = page.parse((await ask(sandbox, url)).body);
    rows.push(...data);
    cursor = next_cursor;
  }
  return rows;
}

async function slotsOf(sandbox: Sandbox, slug: string, query: string) {
  const { body } = await ask(sandbox, `locations/${slug}/availability?${query}`);
  return availability.parse(body).data;
}

const slugs = ["shoreditch", "brighton", "bristol"];

describe("who may ask", () => {
  test("either scope reads, and each refusal has its code", async () => {
    const sandbox = await sandboxFor();
    expect((await ask(sandbox, "locations", "read")).status).toBe(200);
    expect((await ask(sandbox, "locations", "all")).status).toBe(200);
    const code = async (of: ReturnType<typeof askApi>) => Object(await of).body.error.code;
    expect(await code(askApi(sandbox, "setora", "locations"))).toBe("missing_api_key");
    expect(await code(ask(sandbox, "locations", "denied"))).toBe("insufficient_scope");
    expect((await ask(sandbox, "locations", "revoked")).body).toEqual({
      error: {
        code: "invalid_api_key",
        message: "The provided API key is invalid or has been revoked.",
        param: "Authorization",
      },
    });
  });

  test("every answer has an X-Request-Id of its own, even one that goes wrong", async () => {
    const sandbox = await sandboxFor();
    sandbox.addFault(sandbox.examples.setora.read.parts[0], { kind: "status", status: 500 }, { path: "clients" });
    const paths = ["locations", "locations", "no-such-path", "clients"];
    const answers = await Promise.all(paths.map((path) => ask(sandbox, path)));
    const ids = answers.map(({ headers }) => headers.get("x-request-id"));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 500]);
    expect(ids.every((id) => id?.startsWith("req_"))).toBe(true);
    expect(new Set(ids).size).toBe(4);
  });

  test("more than 120 requests in a minute are too many", async () => {
    let now = NOW.getTime();
    const sandbox = await sandboxFor({ now: () => new Date(now) });
    for (let count = 0; count < 120; count++) await ask(sandbox, "locations");
    const refused = await ask(sandbox, "locations");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(refused.body).toMatchObject({ error: { code: "rate_limited" } });
    expect((await ask(sandbox, "locations", "all")).status).toBe(200);
    now += 60_000;
    expect((await ask(sandbox, "locations")).status).toBe(200);
  });
});

describe("cursors", () => {
  test("lead through a list without gaps, and the last piece has none", async () => {
    const sandbox = await sandboxFor();
    const { body } = await ask(sandbox, "clients");
    expect(Object(body).data).toHaveLength(10);
    const rows = await list(sandbox, "clients", client);
    expect(rows).toHaveLength(86);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(86);
    expect(Object((await ask(sandbox, "locations")).body).next_cursor).toBeUndefined();
  });

  test("hold for an hour and for their own list only", async () => {
    let now = NOW.getTime();
    const sandbox = await sandboxFor({ now: () => new Date(now) });
    const cursor = Object((await ask(sandbox, "clients?search=a")).body).next_cursor;
    const refused = { status: 400, body: { error: { code: "invalid_request", param: "cursor" } } };
    expect((await ask(sandbox, `clients?cursor=${cursor}&search=a`)).status).toBe(200);
    expect(await ask(sandbox, `clients?cursor=${cursor}`)).toMatchObject(refused);
    expect(await ask(sandbox, `bookings?cursor=${cursor}&search=a`)).toMatchObject(refused);
    expect(await ask(sandbox, "clients?cursor=W10")).toMatchObject(refused);
    expect(await ask(sandbox, "clients?cursor=")).toMatchObject(refused);
    now += 3_600_000;
    expect(await ask(sandbox, `clients?cursor=${cursor}&search=a`)).toMatchObject(refused);
  });
});

test("what a shop offers is delivered by its own staff, at prices in pence", async () => {
  const sandbox = await sandboxFor();
  const locations = await list(sandbox, "locations", location);
  expect(locations.map(({ slug }) => slug)).toEqual(slugs);
  for (const slug of slugs) {
    const people = (await list(sandbox, `locations/${slug}/staff`, staff)).map(({ id }) => id);
    const services = await list(sandbox, `locations/${slug}/services`, service);
    expect(services).toHaveLength(13);
    for (const { staff_ids, price, deposit } of services) {
      expect(people).toEqual(expect.arrayContaining(staff_ids));
      expect(price.amount).toBeGreaterThan(1_000);
      expect(deposit?.amount ?? 0).toBeLessThan(price.amount);
    }
  }
});

/** Minutes since midnight of a local time. */
function minuteOf(time: string): number {
  return Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16));
}

/** Clocks in Britain go back on 2026-10-25. */
const moments = ["2026-11-20T18:30:00Z", "2026-10-22T23:30:00Z"];

describe.each(moments)("the shops at %s", (moment) => {
  const at: SandboxOptions = { now: () => new Date(moment) };

  test("bookings lie within what is offered, and nobody is booked twice", async () => {
    const sandbox = await sandboxFor(at);
    // One shop keeps the test within the limit of 120 requests a minute.
    const rows = await list(sandbox, "bookings?location_slug=bristol&status=completed", booking);
    expect(rows.length).toBeGreaterThan(100);
    const services = new Map((await list(sandbox, "locations/bristol/services", service)).map((row) => [row.id, row]));
    for (const row of rows) {
      const delivered = services.get(row.service_ids[0] ?? "");
      expect(delivered?.staff_ids).toContain(row.staff_id);
      expect(row.price).toEqual(delivered?.price);
      expect(minuteOf(row.ends_at) - minuteOf(row.starts_at)).toBe(delivered?.duration_minutes);
      expect(Date.parse(row.created_at)).toBeLessThan(Date.parse(row.starts_at));
      expect(Date.parse(row.ends_at)).toBeLessThan(Date.parse(moment));
    }
    const byStaff = rows.toSorted((one, other) =>
      `${one.staff_id}${one.starts_at}`.localeCompare(`${other.staff_id}${other.starts_at}`),
    );
    for (const [index, row] of byStaff.entries()) {
      const next = byStaff[index + 1];
      if (next?.staff_id === row.staff_id) expect(next.starts_at >= row.ends_at).toBe(true);
    }
    expect(new Set(rows.map(({ reference }) => reference)).size).toBe(rows.length);
  });

  test("what is free lies within opening hours, in the future, and clashes with no booking", async () => {
    const sandbox = await sandboxFor(at);
    const services = await list(sandbox, "locations/brighton/services", service);
    const fade = services.find(({ name }) => name === "Skin fade");
    const { slots, duration } = await slotsOf(sandbox, "brighton", `service_ids=${fade?.id}&days=5`);
    expect(duration).toEqual({ minutes: 60, display: "1 h" });
    expect(slots.length).toBeGreaterThan(10);
    const confirmed = await list(sandbox, "bookings?location_slug=brighton&status=confirmed", booking);
    for (const { starts_at, ends_at, staff_id } of slots) {
      expect(fade?.staff_ids).toContain(staff_id);
      expect(Date.parse(starts_at)).toBeGreaterThan(Date.parse(moment));
      expect(minuteOf(ends_at) - minuteOf(starts_at)).toBe(60);
      // Brighton: 9:30 to 18:00, on Saturday 9:00 to 17:00, on Sunday closed.
      const saturday = new Date(starts_at).getUTCDay() === 6;
      expect(new Date(starts_at).getUTCDay()).not.toBe(0);
      expect(minuteOf(starts_at)).toBeGreaterThanOrEqual(saturday ? 540 : 570);
      expect(minuteOf(ends_at)).toBeLessThanOrEqual(saturday ? 1_020 : 1_080);
      const clash = confirmed.find(
        (row) => row.staff_id === staff_id && row.starts_at < ends_at && row.ends_at > starts_at,
      );
      expect(clash).toBeUndefined();
    }
  });
});

test("several services take as long as all of them, with someone who does them all", async () => {
  const sandbox = await sandboxFor();
  const services = await list(sandbox, "locations/shoreditch/services", service);
  const chosen = services.filter(({ name }) => name === "Haircut" || name === "Hot towel shave");
  const ids = chosen.map(({ id }) => id);
  const { duration, slots } = await slotsOf(
    sandbox,
    "shoreditch",
    `service_ids=${ids.join(",")}&date=2026-11-24&days=1`,
  );
  expect(duration).toEqual({ minutes: 90, display: "1 h 30 min" });
  expect(slots.length).toBeGreaterThan(0);
  for (const { staff_id, starts_at } of slots) {
    expect(chosen.every(({ staff_ids }) => staff_ids.includes(staff_id))).toBe(true);
    expect(starts_at.slice(0, 10)).toBe("2026-11-24");
  }
});

test.each([
  ["locations/brighton/availability", "service_ids"],
  ["locations/brighton/availability?service_ids=unknown", "service_ids"],
  ["locations/brighton/availability?service_ids=SERVICE&days=32", "days"],
  ["locations/brighton/availability?service_ids=SERVICE&date=tomorrow", "date"],
  ["bookings?status=lost", "status"],
])("%s is refused and names the parameter", async (path, param) => {
  const sandbox = await sandboxFor();
  const [first] = await list(sandbox, "locations/brighton/services", service);
  const answer = await ask(sandbox, path.replace("SERVICE", first?.id ?? ""));
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid_request", param } } });
});

test("one client, and one booking", async () => {
  const sandbox = await sandboxFor();
  const [someone] = await list(sandbox, "clients?search=okafor", client);
  expect((await ask(sandbox, `clients/${someone?.id}`)).body).toEqual({ data: someone });
  const [today] = await list(sandbox, "bookings?date=2026-11-20&location_slug=brighton", booking);
  expect(today?.starts_at).toMatch(/^2026-11-20T.*\+00:00$/);
  expect((await ask(sandbox, `bookings/${today?.reference}`)).body).toEqual({ data: today });
});
