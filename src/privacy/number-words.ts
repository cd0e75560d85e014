import { withoutAccents } from "./split-words.ts";

/*
 * What the words before a number say that it is, as in "Tel. 600 123 456" and "Bestellung 600123456", in the languages of
 * foreign-words.ts: whole words, and beginnings of words, in lower case and without accents.
 */

const PHONE_WORDS =
  "tel|tele|telf|tlf|tfno|tfn|fon|mob|mobil|mobile|mobiel|movil|cel|cell|handy|portable|sms|fax|call|ring|text|dial|gsm|kom|wsp|bel|bellen|volat|volejte|volam|simu|piga|nipigie|viber";
const PHONE_BEGINNINGS =
  "phone|telef|telep|telegram|whats|wasap|anruf|ruckruf|rufnum|erreich|appel|rappel|joign|joind|llam|localiz|chiam|cellul|celul|recapit|bereik|dzwon|zadzwon|kontakt|contact|contat|zavol";
const CODE_WORDS =
  "id|sku|ean|gtin|upc|isbn|asin|ref|lot|po|rma|art|case|part|model|kod|code|item|items|konto|conto|uct|oda|dhl|dpd|gls|ups|imei|sn|pin|vin";
const CODE_BEGINNINGS =
  "order|invoic|track|parcel|packag|shipm|consign|referen|serial|batch|product|artic|artik|quot|ticket|customer|account|transact|barcod|voucher|coupon|" +
  "bestell|auftrag|rechnung|sendung|paket|kundenn|vorgang|beleg|liefersch|gutschein|kontonum|pedido|factur|albaran|envio|seguim|codigo|cuenta|" +
  "commande|colis|suivi|produi|compte|ordin|fattur|spedizion|tracciam|codic|prodott|bestelnu|factuu|zending|pakket|rekening|" +
  "zamow|faktur|przesyl|paczk|produkt|objedn|zasil|balik|zboz|agizo|ankara";

/** Compounds end in it: "Kundentelefon", "telefonnummer". */
const PHONE_INSIDE = "\\p{L}{0,12}(?:telef|phone)";
const WORD = new RegExp(
  `^(?:(?<phone>(?:${PHONE_WORDS})$|${PHONE_BEGINNINGS}|${PHONE_INSIDE})|(?:${CODE_WORDS})$|${CODE_BEGINNINGS})`,
  "u",
);

/** As far back as words are looked at, in characters. */
const REACH = 48;
/** As many words may stand between, as in "phone number here is" and "order number is". */
const BETWEEN = { phone: 3, code: 2 };

/** What the words before this place of the text say that the number there is; undefined where they say nothing. */
export function findMeaning(text: string, at: number): "phone" | "code" | undefined {
  const before = withoutAccents(text.slice(Math.max(0, at - REACH), at)).toLowerCase();
  // What stands before another number was about that one.
  const near = before.split(/[\d\n;]/).at(-1) ?? "";
  const words = near.match(/\p{L}+/gu) ?? [];
  for (let between = 0; between <= BETWEEN.phone; between += 1) {
    const found = WORD.exec(words.at(-1 - between) ?? "");
    const meaning = found?.groups?.["phone"] === undefined ? "code" : "phone";
    if (found !== null && between <= BETWEEN[meaning]) return meaning;
  }
  return undefined;
}
