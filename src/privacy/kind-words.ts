import type { Kind } from "./kind.ts";
import { PEOPLE, SUFFIXES } from "./names.ts";

/** Names that say what a value is, as `_word_word_` with the words that `wordsOf` gives. */
export interface KindWords {
  readonly kind: Kind;
  readonly pattern: RegExp;
}

const suffixes = `(?:_(?:${[...SUFFIXES].join("|")}))*_$`;

/** What the name says wherever it stands. `_?` joins words that some write as one; the first that fits counts. */
export const ALWAYS: readonly KindWords[] = [
  anywhere("email", "e_?mail(?:_?address)?|mail(?:_?address)?"),
  anywhere("phone", "(?:tele|mobile_?|cell_?)?phone(?:_?number)?|(?:mobile|cell|tel|fax|whats?_?app)(?:_?number)?"),
  anywhere("phone", "msisdn|landline|(?:contact|m_?pesa)_?(?:number|no)"),
  anywhere("ip", "ip|ipv|ip_?addr(?:ess)?"),
  anywhere("birth", "birth_?(?:date|day|year)|date_?of_?birth|dob|born(?:_(?:on|at))?"),
  anywhere("identity", "(?:tax|vat|fiscal|kra)_?(?:payer_?)?(?:id|number|no|pin)|ssn|social_?security|passport"),
  anywhere("identity", "(?:national|personal)_?id|id_?(?:card|number)|identity_?(?:card|number)|driver_?licen[sc]e"),
  anywhere("account", "iban|bank_?account|card_?number"),
  anywhere(
    "profile",
    "(?:linked_?in|facebook|twitter|instagram|xing|tiktok|profile)_?(?:profile_?)?(?:url|link|handle|page)",
  ),
  anywhere("profile", "profile_?(?:picture|image|photo|pic)(?:_?url)?|(?:avatar|gravatar)(?:_?(?:url|image|link))?"),
  anywhere("person", `(?:first|last|given|family|middle|full|maiden|sur|fore|nick|user|billing|shipping)_?name`),
  anywhere("person", "[fl]name|name_on_(?:credit_?)?card|credit_?card_?name"),
  anywhere("person", `(?:${[...PEOPLE].join("|")})_?name|account_?holder|card_?holder|screen_?name`),
  anywhere("address", "street(?:_?(?:name|address|number|line))?|house_?number|place_?id"),
  anywhere("address", "(?<!_(?:mac|web|wallet)_)address(?:_?line)?|addr|formatted_?address|apartment|apt"),
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
function anywhere(kind: Kind, words: string): KindWords {
  return { kind, pattern: new RegExp(`_(?:${words})${suffixes}`) };
}

function whole(kind: Kind, words: string): KindWords {
  return { kind, pattern: new RegExp(`^_(?:${words})${suffixes}`) };
}
