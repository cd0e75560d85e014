import type { Location, Service } from "../../../src/sandbox/setora/locations.ts";
import type { Salon } from "../../../src/sandbox/setora/salon.ts";
import { groupBy, money, ratio, rowsOf, sortBy, sumOf } from "../figures.ts";
import type { Question } from "../question.ts";

interface Offer {
  readonly location: Location;
  readonly service: Service;
}

/** Each service of each location. */
function offers({ locations }: Salon): Offer[] {
  return locations.flatMap((location) => location.services.map((service) => ({ location, service })));
}

/** Prices are pence, as the API gives them: an assistant must divide them. */
export const setoraQuestions: readonly Question<Salon>[] = [
  {
    ask: "What does a haircut cost at each salon, in pounds?",
    sql: `SELECT l.name, s.price.amount / 100 AS pounds FROM services s JOIN locations l ON l.slug = s.locations_slug
      WHERE s.name = 'Haircut' ORDER BY pounds, l.name`,
    expected: (salon) =>
      sortBy(
        offers(salon).filter(({ service }) => service.name === "Haircut"),
        ({ service }) => service.price.amount,
        ({ location }) => location.row.name,
      ).map(({ location, service }) => [location.row.name, money(service.price.amount)]),
  },
  {
    ask: "Which services differ most in price between the salons?",
    sql: `SELECT name, (max(price.amount) - min(price.amount)) / 100 AS pounds FROM services
      GROUP BY name ORDER BY pounds DESC, name LIMIT 3`,
    expected: (salon) =>
      sortBy(
        rowsOf(
          offers(salon),
          ({ service }) => service.name,
          (name, all) => {
            const prices = all.map(({ service }) => service.price.amount);
            return { name, pence: Math.max(...prices) - Math.min(...prices) };
          },
        ),
        ({ pence }) => -pence,
        ({ name }) => name,
      )
        .slice(0, 3)
        .map(({ name, pence }) => [name, money(pence)]),
  },
  {
    ask: "What does an hour of our work bring at each salon?",
    sql: `SELECT l.city, round(60 * sum(s.price.amount) / 100 / sum(s.duration_minutes), 2) AS pounds_an_hour
      FROM services s JOIN locations l ON l.slug = s.locations_slug GROUP BY l.city ORDER BY l.city`,
    expected: ({ locations }) =>
      sortBy(locations, ({ row }) => row.city).map(({ row, services }) => [
        row.city,
        ratio(
          60 * sumOf(services, ({ price }) => price.amount),
          100 * sumOf(services, (each) => each.duration_minutes),
          2,
        ),
      ]),
  },
  {
    ask: "What can nobody book online?",
    sql: "SELECT DISTINCT name FROM services WHERE NOT online_bookable ORDER BY name",
    expected: (salon) =>
      sortBy(
        groupBy(
          offers(salon).filter(({ service }) => !service.online_bookable),
          ({ service }) => service.name,
        ).keys(),
        (name) => name,
      ).map((name) => [name]),
  },
  {
    ask: "For how many services do we ask for a deposit, and how much of the price is it?",
    sql: `SELECT locations_slug, count(deposit.amount) AS with_deposit,
        round(100 * sum(deposit.amount) / sum(price.amount) FILTER (WHERE deposit.amount IS NOT NULL), 1) AS percent
      FROM services GROUP BY locations_slug ORDER BY locations_slug`,
    expected: ({ locations }) =>
      sortBy(locations, ({ slug }) => slug).map(({ slug, services }) => {
        const some = services.filter(({ deposit }) => deposit !== null);
        const asked = sumOf(some, ({ deposit }) => deposit?.amount ?? 0);
        return [
          slug,
          some.length,
          ratio(
            100 * asked,
            sumOf(some, ({ price }) => price.amount),
            1,
          ),
        ];
      }),
  },
  {
    ask: "How many services of each kind are there, and how long do they take on average?",
    sql: `SELECT category, count(DISTINCT name) AS kinds, round(avg(duration_minutes), 1) AS minutes FROM services
      GROUP BY category ORDER BY category`,
    expected: (salon) =>
      sortBy(
        groupBy(offers(salon), ({ service }) => service.category),
        ([category]) => category,
      ).map(([category, all]) => [
        category,
        new Set(all.map(({ service }) => service.name)).size,
        ratio(
          sumOf(all, ({ service }) => service.duration_minutes),
          all.length,
          1,
        ),
      ]),
  },
  {
    ask: "How many people can do a full colour at each salon?",
    sql: "SELECT locations_slug, len(staff_ids) AS people FROM services WHERE name = 'Full colour' ORDER BY locations_slug",
    expected: ({ locations }) =>
      sortBy(locations, ({ slug }) => slug).map(({ slug, services }) => [
        slug,
        services.find(({ name }) => name === "Full colour")?.staff_ids.length ?? 0,
      ]),
  },
  {
    ask: "How many people work for us, by the services they can do?",
    sql: `SELECT locations_slug, count(DISTINCT person) AS people FROM (
        SELECT locations_slug, unnest(staff_ids) AS person FROM services) GROUP BY locations_slug ORDER BY locations_slug`,
    expected: ({ locations }) => sortBy(locations, ({ slug }) => slug).map(({ slug, staff }) => [slug, staff.length]),
  },
  {
    ask: "Which salon is the cheapest for everything together?",
    sql: `SELECT l.name, sum(s.price.amount) / 100 AS pounds FROM services s JOIN locations l ON l.slug = s.locations_slug
      GROUP BY l.name ORDER BY pounds LIMIT 1`,
    expected: ({ locations }) =>
      sortBy(
        locations.map(({ row, services }) => ({ name: row.name, pence: sumOf(services, ({ price }) => price.amount) })),
        ({ pence }) => pence,
      )
        .slice(0, 1)
        .map(({ name, pence }) => [name, money(pence)]),
  },
];
