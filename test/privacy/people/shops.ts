import type { Person } from "./person.ts";
import type { Chance } from "./random.ts";

/*
 * Orders and customers under the names that shop systems and the people of a country give their fields: from the
 * references of WooCommerce, Shopify, Magento, Shopware, PrestaShop, Lightspeed, bol.com, Shoper, IdoSell and Shoptet.
 */

export interface Row {
  /** The endpoint. */
  readonly path: string;
  readonly document: unknown;
}

export type Shop = (person: Person, chance: Chance) => Row;

/** What every row has, and nobody's. */
export function ordinary(chance: Chance) {
  return {
    id: chance.below(1_000_000),
    order_number: chance.digits("@########"),
    sku: chance.digits("6##-###-###"),
    ean: chance.digits("400638#######"),
    tracking_number: chance.digits("0034043416109404####"),
    total: chance.digits("@###.##"),
    price: chance.digits("@# ###,##"),
    quantity: 1 + chance.below(9),
    created_at: "2026-05-12T09:30:00+02:00",
    shipped_on: chance.pick(["12.05.2026", "2026-05-12", "05/12/2026 14:05"]),
    paid_at_unix: 1_778_000_000 + chance.below(1_000_000),
    discount: "12.5%",
    transaction_id: chance.digits("4###############"),
    parcel: chance.digits("JD0146000034########"),
    product: {
      name: chance.pick(["Anna Chair", "Wood & Sons Table", "Jan Lamp"]),
      gtin: chance.digits("0############"),
    },
    category: { name: "Living Room" },
    store: { name: "Müller & Weiß", phone: "030 1234567" },
    shipping_method: "DHL Paket",
    payment_method: "credit_card",
    reference: chance.digits("RF-2026-######"),
  };
}

const woocommerce: Shop = (person, chance) => ({
  path: "orders",
  document: {
    ...ordinary(chance),
    billing: {
      first_name: person.first,
      last_name: person.last,
      address_1: person.street,
      address_2: "",
      city: person.city,
      postcode: person.postcode,
      country: person.code,
      email: person.email,
      phone: person.phone(),
    },
    customer_note: person.note(),
    meta_data: [
      { id: 1, key: "_billing_phone_2", value: person.phone() },
      { id: 2, key: "_billing_birthdate", value: person.birth },
      { id: 3, key: "_order_version", value: "9.4.1" },
      { id: 4, key: "_vat_number", value: person.tax },
      { id: 5, key: "_refund_note", value: person.payment() },
      {
        id: 6,
        key: "_checkout",
        value: { json: { billing: { name: person.full, tel: person.phone() }, total: "12.50" } },
      },
    ],
    line_items: [{ name: "Blue Mug", sku: "612-345-678", meta_data: [{ key: "pa_size", value: "XL" }] }],
  },
});

const shopify: Shop = (person, chance) => ({
  path: "orders",
  document: {
    orders: [
      {
        ...ordinary(chance),
        name: "#1001",
        contact_email: person.email,
        note: person.note(),
        note_attributes: [
          { name: "Phone", value: person.phone() },
          { name: "Delivery-Date", value: "2026/05/12" },
          { name: "Recipient Name", value: person.full },
        ],
        shipping_address: {
          name: person.full,
          address1: person.street,
          zip: person.postcode,
          city: person.city,
          phone: person.phone(),
        },
        customer: { first_name: person.first, last_name: person.last, note: person.payment() },
        payment_details: { credit_card_name: person.full, credit_card_company: "Visa" },
        ship_to_name: person.full,
        bill_to_name: person.full,
      },
    ],
  },
});

const magento: Shop = (person, chance) => ({
  path: "orders",
  document: {
    items: [
      {
        ...ordinary(chance),
        increment_id: chance.digits("1########"),
        customer_firstname: person.first,
        customer_lastname: person.last,
        customer_dob: person.birth,
        customer_taxvat: person.tax,
        remote_ip: { kind: "IP", hidden: chance.digits("81.2.69.1##").slice(0, 11) },
        billing_address: {
          street: [person.street],
          postcode: person.postcode,
          telephone: person.phone(),
          region: "NW",
        },
        extension_attributes: { attribute_code: "mobile", value: person.phone() },
        created_by: person.other(),
        sales_rep: person.other(),
        updated_by: "system",
        bank: { iban: person.iban(), account_holder: person.full },
      },
    ],
  },
});

const shopware: Shop = (person, chance) => ({
  path: "orders",
  document: {
    ...ordinary(chance),
    orderCustomer: { firstName: person.first, lastName: person.last, customerNumber: "10023", email: person.email },
    addresses: [{ street: person.street, zipcode: person.postcode, phoneNumber: person.phone(), city: person.city }],
    customerComment: person.note(),
    cust_name: person.full,
    attn: person.full,
    card_holder_name: person.full,
    cardNumber: person.card(),
    createdBy: person.other(),
    updatedBy: "0189a7c2f0e47d3fb8c1",
    customFields: {
      json: {
        contactPerson: person.full,
        mobile: person.phone(),
        iban: person.iban(),
        size: "XL",
        orderNo: "512345678",
      },
    },
  },
});

const prestashop: Shop = (person, chance) => ({
  path: "addresses",
  document: {
    ...ordinary(chance),
    alias: "home",
    firstname: person.first,
    lastname: person.last,
    address1: person.street,
    postcode: person.postcode,
    city: person.city,
    phone_mobile: person.phone(),
    other: "",
    dni: person.tax,
    birthday: person.birth,
    message: person.payment(),
  },
});

/** Those that are used everywhere. */
export const worldwide: readonly Shop[] = [woocommerce, shopify, magento, shopware, prestashop];
