import type { Digits } from "./content.ts";
import type { Field } from "./field.ts";
import type { Kind } from "./kind.ts";

/** Where a value stands, as far as its masking depends on it. */
export interface Place {
  /** What the value is by the names that lead to it. */
  readonly kind: Kind | undefined;
  /** It is the contact of a business: only e-mail addresses are masked. */
  readonly isPublic: boolean;
  /** A text of several words here is a person's name: `customer: "Ann Lee"`. */
  readonly isPerson: boolean;
  readonly digits: Digits;
  /** The connector says that whatever is in it is private. */
  readonly isPrivate: boolean;
  /** What an object here is about. */
  readonly about: "person" | "address" | "business" | "other";
}

/** The place of a whole document. */
export const ROOT: Place = {
  kind: undefined,
  isPublic: false,
  isPerson: false,
  digits: "any",
  isPrivate: false,
  about: "other",
};

const PUBLIC: ReadonlySet<Kind | undefined> = new Set<Kind>(["phone", "address", "postcode", "degrees", "profile"]);

/** The place of what a field of this name holds. */
export function placeInside(around: Place, field: Field, isNamedPrivate: boolean): Place {
  const isPrivate = isNamedPrivate || around.isPrivate;
  const named = namedKind(around, field) ?? (field.isPart ? around.kind : undefined);
  const ofBusiness = field.of === "business" || (around.about === "business" && field.of === undefined);
  return {
    kind: named ?? (isPrivate ? "private" : undefined),
    isPublic: !isPrivate && ofBusiness && PUBLIC.has(named),
    isPerson: field.subject === "person",
    digits: field.digits,
    isPrivate,
    about: aboutInside(around, field),
  };
}

function namedKind({ about }: Place, { kind, insidePersonsOnly }: Field): Kind | undefined {
  return insidePersonsOnly && about !== "person" && about !== "address" ? undefined : kind;
}

function aboutInside({ about }: Place, { subject, of }: Field): Place["about"] {
  switch (subject) {
    case undefined:
      return about;
    case "address":
      return about === "business" || of === "business" ? "business" : "address";
    case "location":
      return about === "person" || about === "address" || of === "person" ? "address" : "business";
    case "person":
    case "business":
    case "other":
      return subject;
    default:
      return subject satisfies never;
  }
}
