import type { Language } from "./countries.ts";
import { makePerson } from "./person.ts";
import type { Chance } from "./random.ts";
import { makeSheets } from "./sheets.ts";
import { ordinary, type Row, type Shop, worldwide } from "./shops.ts";

const shoper: Shop = (person, chance) => ({
  path: "orders",
  document: {
    ...ordinary(chance),
    clientFirstName: person.first,
    clientLastName: person.last,
    clientStreet: person.street,
    clientZipCode: person.postcode,
    clientPhone1: person.phone(),
    clientNip: person.tax,
    clientLogin: person.user,
    clientNoteToOrder: person.note(),
    delivery_address: { firstname: person.first, street1: person.street, tax_id: person.tax, phone: person.phone() },
  },
});

const shoptet: Shop = (person, chance) => ({
  path: "orders",
  document: {
    ...ordinary(chance),
    billingAddress: {
      fullName: person.full,
      street: person.street,
      houseNumber: person.house,
      zip: person.postcode,
      vatId: person.tax,
    },
    birthDate: person.birth,
    phone: person.phone(),
    customerRemark: person.note(),
    clientIPAddress: { kind: "IP", hidden: "81.2.69.142" },
  },
});

const lightspeed: Shop = (person, chance) => ({
  path: "orders",
  document: {
    ...ordinary(chance),
    addressBillingName: person.full,
    addressBillingStreet: person.street,
    addressBillingNumber: person.house,
    addressBillingZipcode: person.postcode,
    addressShippingName: person.full,
    nationalId: person.tax,
    mobile: person.phone(),
    comment: person.note(),
  },
});

const bol: Shop = (person, chance) => ({
  path: "orders",
  document: {
    ...ordinary(chance),
    shipmentDetails: {
      firstName: person.first,
      surname: person.last,
      streetName: person.street,
      houseNumber: person.house,
      zipCode: person.postcode,
      deliveryPhoneNumber: person.phone(),
      email: person.email,
    },
    memo: person.note(),
  },
});

const only: Partial<Record<Language, readonly Shop[]>> = {
  pl: [shoper],
  cs: [shoptet],
  nl: [lightspeed, bol],
  en: [lightspeed],
};

/** Makes this many rows of a language, each of another invented person, in all its shops in turn. */
export function makeRows(language: Language, count: number, chance: Chance): readonly Row[] {
  const sheets = [0, 1].map(
    (at): Shop =>
      (person, own) => ({ path: "rows", document: { ...ordinary(own), ...makeSheets(language, person)[at] } }),
  );
  const shops = [...worldwide, ...(only[language] ?? []), ...sheets, ...sheets];
  return Array.from({ length: count }, (_, at) =>
    shops[at % shops.length]?.(makePerson(language, chance), chance),
  ).filter((row) => row !== undefined);
}
