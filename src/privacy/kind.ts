/** The kinds of personal data that fields are known to hold. What becomes of each is in detail.ts. */
export type Kind =
  | "email"
  | "phone"
  | "person"
  | "address"
  /** Its beginning is a region, which analysis needs. */
  | "postcode"
  /** Degrees of latitude or longitude. */
  | "degrees"
  | "ip"
  | "birth"
  /** A page or picture of a person. */
  | "profile"
  /** A number by which an office knows a person. */
  | "identity"
  /** A bank account or card. */
  | "account"
  /** What a connector names itself. */
  | "private";

/** Makes the name that stands for one personal detail: the same kind and detail, the same name. */
export type Pseudonyms = (kind: Kind, detail: string) => string;

/** Ends in a digit, so that no name of a field such as `account_management` passes for one. */
const PSEUDONYM =
  "(?:email|phone|person|address|postcode|degrees|ip|birth|profile|identity|account|private)_[a-z2-7]{9}[2-9]";
const ONLY_PSEUDONYMS = new RegExp(`^${PSEUDONYM}(?:, ${PSEUDONYM})*$`);

/** Whether a text is masked already. Masking an answer again changes nothing. */
export function isPseudonym(text: string): boolean {
  return ONLY_PSEUDONYMS.test(text);
}
