import type { Form, Kind } from "./kinds.ts";

/*
 * What names of fields and objects say, as English words; those of other languages are in foreign-words.ts. Names are
 * compared word by word and in the singular, so that `customerEmails`, `customer_email` and `CUSTOMER-EMAIL` are one
 * (field.ts).
 */

/** An object under such a name is a person, and its `name` is the person's. */
export const PEOPLE = words(
  "customer client lead contact user person people participant sender recipient buyer purchaser payer payee",
  "member patient guest attendee employee staff subscriber author owner manager rider driver courier",
  "assignee applicant candidate reviewer donor student teacher visitor consumer shopper passenger",
  "traveller traveler invitee signer cardholder beneficiary tenant receiver consignee cashier stylist therapist",
  "cust rep representative salesperson salesman signatory attention",
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
  "token key slug serial transaction at date time timestamp amount price total order invoice cursor",
);

/** Words of names whose values people write freely: a long number that begins with 0 is rather a phone's than a code. */
export const PROSE = words(
  "note message comment remark instruction text body reply feedback review question answer memo contact",
  "request wish information info",
);

/**
 * Words that may follow the word that tells the kind, and stand alone inside it: `email_work`, `phone: {work: …}`. With
 * others it is another thing, such as `email_status`.
 */
export const SUFFIXES = words(
  "number no address primary secondary main home work office business private personal other alt",
  "alternative normalized normalised formatted raw value local full line canonical original new old",
  "first last given family middle kana phonetic",
);

/** Names that say what a value is, as `_word_word_` with the words that `splitWords` gives. */
export interface KindWords {
  readonly kind: Kind;
  readonly pattern: RegExp;
  /** What the value must look like, because the name may also mean another thing. */
  readonly form: Form;
}

const suffixes = `(?:_(?:${[...SUFFIXES].join("|")}|billing|shipping|extension|additional|and))*_$`;

const doing = "creat|updat|modifi|edit|chang|plac|order|handl|approv|pack|pick|sign|receiv|request|submitt|book|cancel";
const done = `(?:${doing}|cancell|refund|review|serv|assign|invit|referr|upload|enter|clos)(?:e?d)|written|sold|seen`;

/** What the name says wherever it stands. `_?` joins words that some write as one; the first that fits counts. */
export const ALWAYS: readonly KindWords[] = [
  anywhere("email", "e_?mail(?:_?address)?|mail(?:_?address)?"),
  anywhere("phone", "(?:tele|mobile_?|cell_?)?phone(?:_?number)?|(?:mobile|cell|tel|fax|whats?_?app)(?:_?number)?"),
  anywhere("phone", "msisdn|landline|(?:contact|m_?pesa|sms)_?(?:number|no)"),
  anywhere("ip", "ip|ipv|ip_?addr(?:ess)?|remote_?addr(?:ess)?|x_?forwarded_?for"),
  anywhere("birth", "birth_?(?:date|day|year)|date_?of_?birth|dob|born(?:_(?:on|at))?"),
  anywhere("identity", "(?:tax|vat|fiscal|kra)_?(?:payer_?)?(?:id|number|no|pin)|ssn|social_?security|passport"),
  anywhere("identity", "(?:national|personal)_?id|id_?(?:card|number)|identity_?(?:card|number)|driver_?licen[sc]e"),
  anywhere("identity", "tax_?vat|tax_?identification|national_?insurance"),
  anywhere("account", "iban|bank_?account|(?:card|cc)_?num(?:ber)?"),
  anywhere("account", "(?:credit|debit|payment|bank)_?card|card_?no", "number"),
  anywhere(
    "profile",
    "(?:linked_?in|facebook|twitter|instagram|xing|tiktok|profile)_?(?:profile_?)?(?:url|link|handle|page)",
  ),
  anywhere("profile", "profile_?(?:picture|image|photo|pic)(?:_?url)?|(?:avatar|gravatar)(?:_?(?:url|image|link))?"),
  anywhere(
    "person",
    `(?:first|last|given|family|middle|full|maiden|sur|fore|nick|user|billing|ship(?:ping)?|delivery|invoice|holder)_?name`,
  ),
  anywhere("person", "[fl]name|name_on_(?:credit_?)?card|credit_?card_?name"),
  anywhere(
    "person",
    `(?:${[...PEOPLE].join("|")})_?(?:name|login)|(?:account|card)_?(?:holder|owner)(?:_?name)?|screen_?name`,
  ),
  anywhere("person", "(?:ship(?:ped)?|bill(?:ed)?|sold|deliver(?:ed)?|sen[dt])_?to_?name|contact_?person(?:_?name)?"),
  anywhere("person", `attn|(?:care|attention)_(?:of|to)|sale_?(?:rep|person|agent)|account_?manager|to_?name`, "name"),
  anywhere("person", `(?:${done})_?by(?:_?name)?|assigned_?to`, "name"),
  anywhere("address", "street(?:_?(?:name|address|number|line))?|house_?(?:number|no)(?:_?addition)?|place_?id"),
  anywhere("address", "(?<!_(?:mac|web|wallet)_)address(?:_?(?:line|info(?:rmation)?|addition))?|addr|apartment|apt"),
  anywhere("postcode", "post(?:al)?_?code|postal|zip(?:_?code)?|plz"),
  anywhere("degrees", "(?:lat_?)?lng|lat|(?:lat_?)?lon|latitude|longitude|coordinate|geo_?point"),
];

/** What the name says directly inside a person or an address; elsewhere it is the name of a product, say. */
export const INSIDE_PERSONS: readonly KindWords[] = [
  whole("person", "name|display_?name|handle|login"),
  whole("profile", "(?:linked_?in|facebook|twitter|instagram|tiktok|xing|telegram|skype)(?:_id)?"),
  whole("profile", "(?:photo|picture|image)(?:_?(?:url|link))?"),
  whole(
    "address",
    "line|suite|floor|building|unit|formatted|house|flat|po_?box|landmark|direction|(?:delivery_)?instruction",
  ),
];

/** `customer_email_work` says it as `email` does; `email_status` does not. */
function anywhere(kind: Kind, words: string, form: Form = "any"): KindWords {
  return { kind, pattern: new RegExp(`_(?:${words})${suffixes}`), form };
}

function whole(kind: Kind, words: string): KindWords {
  return { kind, pattern: new RegExp(`^_(?:${words})${suffixes}`), form: "any" };
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(" ")));
}
