/*
 * What names of fields and objects say, as English words. Names are compared word by word and in the singular, so that
 * `customerEmails`, `customer_email` and `CUSTOMER-EMAIL` are one (words.ts).
 */

/** An object under such a name is a person, and its `name` is the person's. */
export const PEOPLE = words(
  "customer client lead contact user person people participant sender recipient buyer purchaser payer payee",
  "member patient guest attendee employee staff subscriber author owner manager rider driver courier",
  "assignee applicant candidate reviewer donor student teacher visitor consumer shopper passenger",
  "traveller traveler invitee signer cardholder beneficiary tenant receiver consignee cashier stylist therapist",
);

/** An object under such a name is where a person lives or gets parcels, and its `name` is the person's. */
export const ADDRESSES = words("address billing shipping");

/** An object under such a name is the person's own business or another: its address and phone are not private. */
export const BUSINESSES = words(
  "store branch shop company warehouse organization organisation merchant outlet facility venue depot",
  "supplier vendor manufacturer brand employer business location",
);

/** Names that only wrap: what is inside belongs to the name around them. */
export const WRAPPERS = words(
  "data item result row list record edge node entry attribute property object collection content",
  "payload response hit detail info included",
);

/** Last words of names whose values may look like phone numbers or addresses of machines, and are none. */
export const CODES = words(
  "id ids uuid guid sku code number no ref reference barcode ean gtin upc isbn asin tracking version hash",
  "token key slug serial at date time timestamp amount price total order invoice cursor",
);

/** Last words of names whose values people write freely: a long number that begins with 0 is rather a phone's than a code. */
export const PROSE = words(
  "note message comment remark instruction text body reply feedback review question answer memo contact",
);

/**
 * Words that may follow the word that tells the kind, and stand alone inside it: `email_work`, `phone: {work: …}`. With
 * others it is another thing, such as `email_status`.
 */
export const SUFFIXES = words(
  "number no address primary secondary main home work office business private personal other alt",
  "alternative normalized normalised formatted raw value local full line canonical original new old",
  "first last given family middle",
);

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}
