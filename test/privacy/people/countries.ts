/*
 * What people of eight languages and of Swahili are called, how they write their numbers, and what they write to shops.
 * `#` stands for a digit, `@` for one from 1 to 9. Nothing here is taken from what the masking knows.
 */

type List = readonly [string, ...string[]];

function list(...lines: readonly string[]): List {
  const [first = "", ...others] = lines.flatMap((line) => line.split(" | "));
  return [first, ...others];
}

/** How a phone number of a country is written, in all the ways that people use. */
export interface Country {
  readonly code: string;
  readonly first: List;
  readonly last: List;
  readonly streets: List;
  readonly postcodes: List;
  readonly cities: List;
  readonly phones: List;
  readonly taxNumbers: List;
  /** An IBAN without its check digits: two letters of the country and what follows the digits. */
  readonly account: readonly [string, string];
  /** What people write: `{phone}` stands for a number, and what stands in brackets must stay. */
  readonly notes: List;
}

export const languages = {
  en: {
    code: "GB",
    first: list("Oliver | Priya | Niamh | Chidi | Zoë | Mary-Jane"),
    last: list("Smith | O'Connor | Patel | Fitzgerald-Brown | Khan | Ashworth"),
    streets: list("@# Mill Lane | Flat @, @## High Street | @# Kingsway | Rose Cottage, Church Rd"),
    postcodes: list("SW@A @AA | M@ @EX | EH@@ @NG"),
    cities: list("Leeds | St. Ives | Inverness"),
    phones: list(
      "077## ###### | 077######## | 077##-###-### | +44 77## ###### | +4477######## | 0044 77## ######",
      "020 79## #### | (0113) 29# #### | (212) 736-#### | 415-736-#### | 0161 7## ####",
    ),
    taxNumbers: list("GB#########"),
    account: ["GB", "NWBK##############"],
    notes: list(
      "Please ring me on {phone} before you come | {phone}",
      "Call {phone} after [17:30], order [512345678] was late",
      "My number is {phone}, the parcel [JD014600003456789012] never came. Paid [1 249.00]",
      "mob {phone} / leave it with no. [14] | Delivery on [2026-05-12] please. Any problem: {phone}!",
      "Gate code [4711], text {phone} thanks",
      "Instead of SKU [100-200-300] send EAN [4006381333931]. Tel.{phone}",
    ),
  },
  de: {
    code: "DE",
    first: list("Jörg | Sabine | Björn | Anna-Lena | Ute | Maximilian"),
    last: list("Müller | Weiß | von der Heide | Schröder-Krüger | Lorenz | Brandt"),
    streets: list("Hauptstraße @# | Am Bächle @ | Karl-Marx-Allee @##a | Gartenweg @# b"),
    postcodes: list("@#### | 0@###"),
    cities: list("Köln | Halle (Saale) | Bad Homburg"),
    phones: list(
      "0171 ####### | 0171######## | 0171/####### | 0160-####### | +49 171 ####### | +49171#######",
      "0049 171 ####### | +49 (0)171 ####### | 030 ######## | (089) ###### | 0221/@## ## ##",
      "0176 / ## ## ## ##",
    ),
    taxNumbers: list("DE######### | ##/###/#####"),
    account: ["DE", "##################"],
    notes: list(
      "Bitte vor der Lieferung anrufen: {phone} | Meine Nummer lautet {phone}, bitte nach [18:00 Uhr]",
      "Bestellung [612345678] ist nicht angekommen, Rückruf unter {phone} | Handy {phone}",
      "Lieferung bis [12.05.2026] möglich? Tel.: {phone}, danke",
      "Paket beim Nachbarn in Nr. [14] abgeben, sonst {phone}. Rechnung [2026-00123] über [1.249,00 €]",
      "Artikel [600 123 456] war defekt. {phone} (abends)",
    ),
  },
  fr: {
    code: "FR",
    first: list("Hélène | Jean-Luc | Noémie | Benoît | Maëlle | Gaël"),
    last: list("Lefèvre | de La Tour | N'Diaye | Dubois-Martin | Gauthier | Rousseau"),
    streets: list("@# rue de l'Église | @## bis avenue Foch | @, impasse des Lilas | Lieu-dit Le Moulin"),
    postcodes: list("@#### | 0@###"),
    cities: list("Lyon | Saint-Étienne | Aix-en-Provence"),
    phones: list(
      "06 ## ## ## ## | 06######## | 06.##.##.##.## | 06-##-##-##-## | 07 8# ## ## ## | +33 6 ## ## ## ##",
      "+336######## | 0033 6 ## ## ## ## | 01 4# ## ## ## | +33 (0)6 ## ## ## ## | 04.7#.##.##.##",
    ),
    taxNumbers: list("FR########### | #### ### ### #####"),
    account: ["FR", "####################N##"],
    notes: list(
      "Merci de m'appeler au {phone} avant de livrer | Code porte [4512], tél {phone}",
      "Commande [612345678] jamais reçue, joignable au {phone} le matin",
      "Livrer avant le [12/05/2026] svp. {phone}",
      "Mon numéro : {phone}. Facture de [1 249,00 €] en double",
      "Colis à laisser chez le gardien, sinon {phone}",
    ),
  },
  es: {
    code: "ES",
    first: list("José | María del Mar | Íñigo | Lucía | Begoña | Ángel"),
    last: list("García López | Muñoz | de la Fuente Ruiz | Ibáñez | Peña Soler | Ortega"),
    streets: list("Calle Mayor @#, @º B | Avda. de la Constitución @# | C/ Sol @ | Plaza del Pino s/n"),
    postcodes: list("0@### | @####"),
    cities: list("Málaga | A Coruña | Las Palmas"),
    phones: list(
      "6## ### ### | 6######## | 6## ## ## ## | 6##-###-### | 6##.###.### | +34 6## ### ###",
      "+346######## | 0034 6## ### ### | 91 @## ## ## | 93@###### | 722 ### ###",
    ),
    taxNumbers: list("########Z | X#######L"),
    account: ["ES", "####################"],
    notes: list(
      "Llamar al {phone} antes de entregar | Mi teléfono es el {phone}, gracias",
      "El pedido [512345678] no ha llegado. Me pueden localizar en {phone} | Dejar en conserjería {phone}",
      "Entregar a partir del [12/05/2026] por la tarde ({phone})",
      "Wasap {phone}; factura [2026/00123] de [1.249,00 €] | Si no estoy {phone}",
    ),
  },
  it: {
    code: "IT",
    first: list("Niccolò | Chiara | Maria Grazia | Giosuè | Ludovica | Enzo"),
    last: list("Rossi | De Luca | D'Angelo | Esposito | Bianchi-Conti | Ferrarò"),
    streets: list("Via Garibaldi @# | Corso Umberto I, @## | Piazza Duomo @/A | Vicolo Stretto @"),
    postcodes: list("@#### | 0@###"),
    cities: list("Forlì | L'Aquila | Reggio Emilia"),
    phones: list(
      "347 ####### | 347####### | 333 ### #### | 338-####### | 320.####### | +39 347 #######",
      "+39347####### | 0039 347 ####### | 02 @####### | 011 @###### | 06/@#######",
    ),
    taxNumbers: list("RSSMRA8#A01H501@ | ###########"),
    account: ["IT", "X######################"],
    notes: list(
      "Chiamare il {phone} prima della consegna | Il mio numero è {phone} grazie",
      "Ordine [512345678] mai arrivato, cell. {phone} | Citofonare Rossi, {phone}",
      "Consegna dopo il [12/05/2026], ore [14.30], tel {phone}",
      "Fattura [2026/123] di [1.249,00 €] sbagliata: {phone}",
    ),
  },
  nl: {
    code: "NL",
    first: list("Sanne | Joris | Femke | Maaike | Daan | Anne-Fleur"),
    last: list("de Vries | van den Berg | Jansen | 't Hart | Bakker-Smit | Koç"),
    streets: list("Dorpsstraat @# | Prins Hendrikkade @##-II | Lange Voorhout @ bis | Oude Gracht @#a"),
    postcodes: list("@### AB | @###XK"),
    cities: list("Den Haag | 's-Hertogenbosch | Zwolle"),
    phones: list(
      "06-######## | 06######## | 06 ######## | 06 ## ## ## ## | +31 6 ######## | +316########",
      "0031 6 ######## | 020-@###### | 020 @## ## ## | 0345-@##### | +31 (0)6 ########",
    ),
    taxNumbers: list("NL#########B01"),
    account: ["NL", "INGB##########"],
    notes: list(
      "Graag bellen op {phone} voor levering | Mijn nummer is {phone}",
      "Bestelling [612345678] niet ontvangen, bereikbaar op {phone} | Bij geen gehoor {phone} bellen aub",
      "Leveren na [12-05-2026] graag. {phone} | Mobiel {phone}, factuur [2026-00123] van [€ 1.249,00]",
    ),
  },
  pl: {
    code: "PL",
    first: list("Łukasz | Małgorzata | Agnieszka | Paweł | Żaneta | Grzegorz"),
    last: list("Wójcik | Kowalska-Nowak | Zieliński | Dąbrowska | Szymański | Źrebiec"),
    streets: list("ul. Długa @#/@ | al. Jana Pawła II @## | os. Piastów @# | Krótka @"),
    postcodes: list("@#-### | 0#-###"),
    cities: list("Łódź | Bielsko-Biała | Kraków"),
    phones: list(
      "60# ### ### | 60####### | 66#-###-### | +48 50# ### ### | +4850####### | 0048 51# ### ###",
      "22 @## ## ## | (12) @##-##-## | 53#.###.### | 788 ### ### | 69# ## ## ##",
    ),
    taxNumbers: list("###-###-##-## | ##########"),
    account: ["PL", "########################"],
    notes: list(
      "Proszę dzwonić {phone} przed dostawą | Mój numer to {phone}, dziękuję",
      "Zamówienie [512345678] nie dotarło. Kontakt: {phone} | kom. {phone}",
      "Dostawa po [12.05.2026] po godz. [16:00], {phone}",
      "Faktura [FV/2026/05/123] na [1 249,00 zł] błędna, {phone} | Zostawić u sąsiada {phone}",
    ),
  },
  cs: {
    code: "CZ",
    first: list("Jiří | Zdeňka | Ondřej | Kateřina | Štěpán | Markéta"),
    last: list("Novák | Dvořáková | Šimek | Růžičková | Kříž | Čermáková"),
    streets: list("Dlouhá @# | nám. Míru @##/@ | Na Příkopě @ | č.p. @##"),
    postcodes: list("@## ## | @####"),
    cities: list("Praha 1 | Ústí nad Labem | Plzeň"),
    phones: list(
      "603 ### ### | 603###### | 777-###-### | +420 723 ### ### | +420723###### | 00420 605 ### ###",
      "224 ### ### | 731 ## ## ## | 602.###.### | 542 @## ###",
    ),
    taxNumbers: list("CZ######## | ########"),
    account: ["CZ", "####################"],
    notes: list(
      "Prosím volat na {phone} před doručením | Můj telefon je {phone}, děkuji",
      "Objednávka č. [512345678] nedorazila, jsem na {phone} | Zásilku nechte u sousedů {phone}",
      "Doručit po [12.05.2026] v [16:30], {phone}",
      "Faktura [2026000123] na [1 249,00 Kč] je špatně. mob {phone}",
    ),
  },
  sw: {
    code: "TZ",
    first: list("Wanjiru | Juma | Neema | Baraka | Asha | Kamau"),
    last: list("Mwangi | Otieno | Kimaro | Ng'ang'a | Msigwa | Hassan"),
    streets: list("Moi Avenue @# | Mtaa wa Uhuru @ | Barabara ya Bagamoyo @## | Kijitonyama, nyumba @#"),
    postcodes: list("00@## | @####"),
    cities: list("Nairobi | Dar es Salaam | Arusha"),
    phones: list(
      "0712 ### ### | 0712###### | 0754-###-### | +254 712 ### ### | +254722###### | +255 754 ### ###",
      "0655 ## ## ## | 0713###### | 020 2@## ###",
    ),
    taxNumbers: list("A#########Z | ###-###-###"),
    account: ["TN", "####################"],
    notes: list(
      "Tafadhali piga simu {phone} kabla ya kuja | Namba yangu ni {phone}",
      "Oda [512345678] haijafika, nipigie {phone} | Call {phone} ukifika, baada ya [2026-05-12]",
      "{phone} WhatsApp",
    ),
  },
} satisfies Record<string, Country>;
export type Language = keyof typeof languages;
