import { handleOf, type Names, personFrom } from "../data/people.ts";
import { type NonEmpty, randomFrom, uuidFrom } from "../data/random.ts";

/** Someone whose hair is cut. The e-mail addresses lead nowhere, and the numbers are those that Ofcom keeps for drama. */
export interface Client {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly notes: string | null;
}

const names: Names = {
  first: ["Oliver", "Amelia", "George", "Priya", "Harry", "Niamh", "Jack", "Chidi", "Mohammed", "Zoë", "Alfie", "Leah"],
  last: ["Smith", "Patel", "Jones", "O'Connor", "Taylor", "Khan", "Williams", "Okafor", "Brown", "Davies", "Evans"],
};

/** `PHONE` becomes a number of the client's own: personal data within a sentence. */
const NOTES: NonEmpty<string> = [
  "Prefers a quiet chair.",
  "Running late: call PHONE.",
  "Allergic to tea tree oil.",
  "Partner's number is PHONE.",
];

const random = randomFrom(317);

function client(index: number): Client {
  const person = personFrom(random, names);
  const number = () => `+44 7700 900${String(random.between(0, 999)).padStart(3, "0")}`;
  const phone = number();
  const note = random.one(NOTES).replace("PHONE", number());
  return {
    id: uuidFrom(random),
    firstName: person.first,
    lastName: person.last,
    email: `${handleOf(person, ".")}.${index + 1}@example.co.uk`,
    phone,
    notes: random.chance(0.35) ? note : null,
  };
}

/** All clients of the organisation. */
export const clients: NonEmpty<Client> = [client(0), ...Array.from({ length: 85 }, (_, index) => client(index + 1))];
