import { array, discriminatedUnion, int, literal, enum as oneOf, string } from "zod";
import type { $ZodLooseShape } from "zod/v4/core";
import { LONGEST_QUOTE } from "../../utils/clean-text.ts";
import { LIMITS, line, members, printable } from "./patterns.ts";

const LARGEST = 1_000_000;

/** Clients show it as a command, such as /mcp__my-shop__weekly_review. */
const nameText = string().regex(
  /^[a-z][a-z0-9_]{0,39}$/,
  "must be 1 to 40 of a-z, 0-9 and underscores, beginning with a letter, such as weekly_review",
);

function argument<Type extends string, Shape extends $ZodLooseShape>(type: Type, means: string, shape: Shape) {
  return members({
    name: nameText.describe("The text has it as {name}."),
    description: line(200).describe("What it means, for a person who fills it in."),
    type: literal(type).describe(means),
    ...shape,
  });
}

const NEEDED = "Left out: a person has to give it.";

/** What a person may fill in, by its type. */
const promptArgumentSchema = discriminatedUnion("type", [
  argument(
    "period",
    "A week, a month or a year, with the one before it. Its days are worked out by the shop's clock.",
    {
      unit: oneOf(["week", "month", "year"]).describe("How long it is. Weeks go from Monday to Sunday."),
      default: oneOf(["this", "last"]).default("last").describe("The current one, or the last whole one."),
    },
  ),
  argument("choice", "One of some words.", {
    values: array(printable(100)).min(1).max(LIMITS.values).describe("The words."),
    default: printable(100).exactOptional().describe(NEEDED),
  }),
  argument("integer", "A whole number.", {
    minimum: int().min(-LARGEST).max(LARGEST).default(0).describe("The smallest one."),
    maximum: int().min(-LARGEST).max(LARGEST).default(LARGEST).describe("The largest one."),
    default: int().exactOptional().describe(NEEDED),
  }),
  argument("string", "Any text. It stands in quotation marks.", {
    maxLength: int().min(1).max(LONGEST_QUOTE).default(100).describe("The most characters that it may have."),
    default: line(LONGEST_QUOTE).exactOptional().describe(`Stands as it is. ${NEEDED}`),
  }),
]).meta({ id: "promptArgument" });

/** A question ready to ask. Which tools it needs follows from its text. */
const promptSchema = members({
  name: nameText.describe("What a person calls it by: weekly_review."),
  title: line(80).exactOptional().describe("For people. Left out: made from the name."),
  description: line(300).describe("For a person who chooses: what the answer will hold."),
  arguments: array(promptArgumentSchema).max(6).default([]).describe("What a person may fill in. Left out: nothing."),
  text: array(line(1_000))
    .min(1)
    .max(12)
    .describe(
      "The question, paragraph by paragraph. {list_orders} stands for a tool, by its name without the connector's id, and {week} for an argument. It is offered where the key permits all of these tools. Say what a good answer holds.",
    ),
}).meta({ id: "prompt" });

export const promptsSchema = array(promptSchema)
  .max(20)
  .exactOptional()
  .describe("Questions ready to ask, which clients offer to a person as prompts or commands. Left out: none.");
