import { describe, expect, it } from "vitest";
import { type Language, languages } from "./people/countries.ts";
import { makeChance } from "./people/random.ts";
import { makeRows } from "./people/rows.ts";
import { tally } from "./people/tally.ts";

const names = Object.keys(languages).filter((name): name is Language => name in languages);

describe("of 200 invented people's rows", () => {
  it.each(names)(
    "in %s nothing personal in a field of its kind comes through, and nothing else is hidden",
    (language) => {
      const counts = tally(makeRows(language, 200, makeChance(names.indexOf(language) + 1)));
      for (const [kind, { total, wrong }] of counts) {
        const allowed = kind === "phone in text" ? total * 0.05 : 0;
        expect(wrong.length <= allowed ? [] : wrong, `${kind}: ${wrong.length} of ${total}`).toEqual([]);
      }
    },
  );
});
