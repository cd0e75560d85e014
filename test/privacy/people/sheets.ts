import type { Language } from "./countries.ts";
import type { Person } from "./person.ts";

/*
 * Names that a sheet or a form of a country gives its fields, and what of a person stands there. A slash leads into an object.
 */

const SHEETS: Readonly<Record<Language, readonly [string, string]>> = {
  en: [
    "Full Name=full, Contact No.=phone, Post Code=postcode, Street Address=street, Date of Birth=birth, Special instructions=note",
    "recipient_name=full, deliver_to_name=full, mobile_no=phone, sold_to/name=full, packed_by=other, account_manager=other, feedback=note",
  ],
  de: [
    "Vorname=first, Nachname=last, Straße=street, Hausnummer=house, PLZ=postcode, Ort=city, Telefonnummer=phone, Geburtsdatum=birth, Bemerkung=note",
    "kundenname=full, ansprechpartner=full, lieferadresse/name=full, lieferadresse/strasse=street, lieferadresse/postleitzahl=postcode, handy=phone, rufnummer=phone, ustIdNr=tax, kontoinhaber=full, kartennummer=card, anmerkungen=note",
  ],
  fr: [
    "nom=last, prénom=first, adresse=street, code_postal=postcode, ville=city, téléphone=phone, date_de_naissance=birth, commentaire=note",
    "nom_client=full, nom_du_destinataire=full, adresse_livraison/nom=full, adresse_livraison/rue=street, adresse_livraison/codePostal=postcode, portable=phone, tel_fixe=phone, numero_tva=tax, titulaire_carte=full, numero_carte=card, remarques=note",
  ],
  es: [
    "nombre=first, apellidos=last, dirección=street, código_postal=postcode, ciudad=city, teléfono=phone, fecha_nacimiento=birth, observaciones=note",
    "nombre_cliente=full, destinatario=full, direccion_envio/nombre=full, direccion_envio/calle=street, direccion_envio/cp=postcode, movil=phone, telefonoContacto=phone, nif=tax, titular=full, numero_tarjeta=card, comentarios=note",
  ],
  it: [
    "nome=first, cognome=last, indirizzo=street, cap=postcode, città=city, telefono=phone, data_di_nascita=birth, note=note",
    "nome_cliente=full, intestatario=full, indirizzo_spedizione/nome=full, indirizzo_spedizione/via=street, indirizzo_spedizione/cap=postcode, cellulare=phone, numero_telefono=phone, codice_fiscale=tax, titolare_carta=full, numero_carta=card, messaggio=note",
  ],
  nl: [
    "voornaam=first, achternaam=last, straatnaam=street, huisnummer=house, postcode=postcode, woonplaats=city, telefoonnummer=phone, geboortedatum=birth, opmerking=note",
    "klantnaam=full, contactpersoon=full, factuuradres/naam=full, factuuradres/straat=street, factuuradres/postcode=postcode, mobiel=phone, gsm=phone, btw-nummer=tax, rekeninghouder=full, kaartnummer=card, toelichting=note",
  ],
  pl: [
    "imię=first, nazwisko=last, ulica=street, nr_domu=house, kod_pocztowy=postcode, miasto=city, telefon=phone, data_urodzenia=birth, uwagi=note",
    "imie_i_nazwisko=full, odbiorca=full, adres_dostawy/nazwa=full, adres_dostawy/ulica=street, adres_dostawy/kodPocztowy=postcode, numer_telefonu=phone, tel_kom=phone, nip=tax, wlasciciel_karty=full, numer_karty=card, komentarz=note",
  ],
  cs: [
    "jméno=first, příjmení=last, ulice=street, číslo_popisné=house, psč=postcode, město=city, telefon=phone, datum_narození=birth, poznámka=note",
    "jmeno_zakaznika=full, prijemce=full, dodaci_adresa/jmeno=full, dodaci_adresa/ulice=street, dodaci_adresa/psc=postcode, mobil=phone, telefonni_cislo=phone, dic=tax, drzitel_karty=full, cislo_karty=card, zprava=note",
  ],
  sw: [
    "jina_la_kwanza=first, jina_la_mwisho=last, anwani=street, simu=phone, tarehe_ya_kuzaliwa=birth, maoni=note",
    "jina_la_mteja=full, mpokeaji=full, namba_ya_simu=phone, mpesaNumber=phone, tin_number=tax, ujumbe=note",
  ],
};

/** Makes the two sheets of a language for a person. */
export function makeSheets(language: Language, person: Person): readonly Record<string, unknown>[] {
  return SHEETS[language].map((sheet) => {
    const row: Record<string, unknown> = {};
    for (const [path = "", what = ""] of sheet.split(", ").map((field) => field.split("="))) {
      const [name = "", inner] = path.split("/");
      const value = take(person, what);
      row[name] = inner === undefined ? value : { ...Object(row[name]), [inner]: value };
    }
    return row;
  });
}

function take(person: Person, what: string): unknown {
  const found = Object.entries(person).find(([name]) => name === what)?.[1];
  if (found === undefined) throw new Error(`Nobody has ${what}.`);
  return typeof found === "function" ? found() : found;
}
