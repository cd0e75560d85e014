import type { KindWords } from "./field-words.ts";
import type { Form, Kind } from "./kinds.ts";

/*
 * What names of fields say in German, French, Spanish, Italian, Dutch, Polish, Czech and Swahili, the languages of the
 * shops that the built-in products serve. Names are compared as `_word_word_`, in lower case and without accents, but
 * not in the singular (field.ts). A short word that means another thing elsewhere, such as `gsm` or `dic`, has to hold a
 * number.
 */

/** Words between, and words that say whose it is or what for: `adresse_de_livraison`, `telefon_klienta`. */
const ROLES = [
  "a|al|au|da|de|del|dell|della|dello|den|der|des|di|die|d|do|dla|du|e|en|et|fur|fuer|het|i|ii|l|la|le|na|para|per|por|pour|pro|pre|u|und|van|von|voor|wa|y|ya|za",
  "client|cliente|clienti|klant|klienta|klient|kunde|kunden|mteja|zakaznik|zakaznika|utilisateur|usuario|utente|gebruiker|uzytkownika|uzivatele",
  "destinataire|destinatario|odbiorcy|prijemce|mpokeaji|empfanger|empfaenger|ontvanger|acheteur|comprador|acquirente|koper|kaufer|kaeufer|kupujacego|nabywcy|kupujiciho",
  "contact|contacto|contatto|kontakt|kontaktowy|kontaktni|livraison|facturation|envio|facturacion|entrega|spedizione|fatturazione|consegna|levering|bezorging|factuur|dostawy|wysylki|faktury|dodaci|fakturacni|doruceni|lieferung|rechnung",
  "privat|prive|privado|privato|prywatny|soukromy|personal|personale|travail|trabajo|lavoro|werk|arbeit|dienstlich|mobil|mobile|mobiel|movil|portable|fixe|fijo|fisso|vast|kom|komorkowy|stacjonarny|domicile|casa|haupt|zusatz",
  "principal|complement|complemento|complementaire|ligne|linea|riga|zeile|number|numero|nummer|numer|nr|no|cislo|posta|materno|paterno|nome|nombre|imie|prenom|vorname|jmeno",
].join("|");

const PERSON = [
  "client|cliente|klant|klient|klienta|kunde|kunden|mteja|zakaznik|zakaznika|utilisateur|usuario|utente|gebruiker|uzytkownik|uzytkownika|uzivatel|uzivatele|benutzer|nutzer",
  "destinataire|destinatario|odbiorca|odbiorcy|prijemce|mpokeaji|empfanger|empfaenger|ontvanger|acheteur|comprador|acquirente|koper|kaufer|kaeufer|kupujacy|nabywca|nabywcy|kupujici|odberatel|besteller|mnunuzi",
  "zamawiajacy|mitarbeiter|inhaber|rechnungsempfanger|rechnungsempfaenger|warenempfanger|warenempfaenger|clienta|clientes|clienti|klanten|klienci|zakaznici|kundin|wateja",
].join("|");
const CONTACT =
  "contact|contacto|contatto|kontakt|ansprechpartner|absender|rechnung|rechnungs|rekening|(?:liefer|rechnungs)?adresse|livraison|facturation|facturacion|fatturazione|factuur|faktury|fakturacni";
/** What is called so may also be a product. */
const NAME = "nom|nombre|nome|naam|name|nazwa|nazev|jmeno|jina|meno";

export const FOREIGN: readonly KindWords[] = [
  anywhere("email", "correo(?:_?electronico)?|courriel|posta_?elettronica|poczta_?elektroniczna|barua_?pepe"),
  anywhere("email", "elektronicka_?posta|(?:e_?)?mail_?adres(?:se|a)?"),
  anywhere(
    "phone",
    "tel|tele(?:f|ph)(?:on|ono|one|oon|onu|onie|onico|onni)|(?:telefon|telefoon|handy|mobil|mobiel|mobilfunk|festnetz)_?(?:nummer|nr)",
    "number",
  ),
  anywhere(
    "phone",
    "tlf|tfno|tfn|telf|movil|celular|cellulare|komorka|(?:telefonni_)?cislo_?telefonu|mobiltelefon|rufnummer",
    "number",
  ),
  anywhere(
    "phone",
    "telefonni_?cislo|simu|nambari|handy|mobil|mobiel|mobilfunk|portable|gsm|festnetz|recapito|komorkowy",
    "number",
  ),
  anywhere(
    "birth",
    "geb(?:urts)?_?(?:datum|tag|jahr)|geboren|naissance|nacimiento|fecha_?nac|nascita|geboorte_?(?:datum|dag|jaar)",
  ),
  anywhere("birth", "urodzenia|narozeni|kuzaliwa"),
  anywhere(
    "identity",
    "steuer_?(?:id|nummer|nr)|(?:u_?st|umsatzsteuer)_?id(?:ent)?(?:_?(?:nr|nummer))?|ausweis_?(?:nr|nummer)|tva_?intra(?:com(?:munautaire)?)?|num(?:ero)?_?(?:de_)?tva",
    "number",
  ),
  anywhere(
    "identity",
    "sozialversicherungs_?(?:nr|nummer)|securite_?sociale|siret|siren|codice_?fiscale|partita_?iva|p_?iva|cf|btw_?(?:nr|nummer|id)?|kvk|bsn",
    "number",
  ),
  anywhere(
    "identity",
    "nip|pesel|regon|dowodu|rodne_?cislo|ico|ic|dic|ic_?dph|nif|dni|nie|cif|cedula|nir|kitambulisho|tin|nida",
    "number",
  ),
  anywhere(
    "account",
    "konto_?(?:nummer|nr)|(?:kredit)?karten_?(?:nummer|nr)|bankverbindung|numero_?(?:de_?)?(?:la_?)?(?:cuenta|compte|conto|carte|tarjeta|carta)",
    "number",
  ),
  anywhere(
    "account",
    "cuenta_?bancaria|compte_?bancaire|rib|conto_?corrente|(?:rekening|kaart)_?(?:nummer|nr)|(?:numer|nr)_?(?:rachunku|konta|karty)",
    "number",
  ),
  anywhere("account", "rachunek_?bankowy|cislo_?(?:uctu|karty)|bankovni_?(?:ucet|spojeni)", "number"),
  anywhere(
    "postcode",
    "postleitzahl|code_?postale?|c_?postal|cap_(?:di_)?(?:spedizione|fatturazione|consegna|residenza)|postnummer|codigo_?postal|codice_?postale|kodu?_?pocztow(?:y|ego)|psc",
  ),
  anywhere(
    "person",
    "vor_?name|nach_?name|familien_?name|zu_?name|voll_?name|prenoms?|nom_?(?:de_?)?famille|nom_?complet|nombre_?completo|nome_?completo",
  ),
  anywhere(
    "person",
    "nombre_?(?:y_?)?apellidos?|apellidos?|cognome|nominativo|voornaam|voornamen|achternaam|tussenvoegsel|(?:volledige|geslachts)_?naam|roepnaam",
  ),
  anywhere(
    "person",
    "imie|imiona|nazwisk[oa]|prijmeni|(?:krestni|cele|uzivatelske)_?jmeno|jmeno|meno|priezvisko|jina_?la_?(?:kwanza|mwisho|kati|familia)|jina_?kamili",
  ),
  anywhere(
    "person",
    `(?:${NAME})(?:_(?:${ROLES}))*_(?:${PERSON}|${CONTACT})|(?:${PERSON}|${CONTACT})_?(?:${NAME})|(?:kunden|klant|contact|gebruikers|anzeige)_?(?:name|naam)`,
  ),
  anywhere(
    "person",
    "titular|titulaire|titolare|intestatario|(?:konto|karten)_?inhaber(?:in)?|(?:rekening|kaart)_?houder|(?:wlasciciel|posiadacz)_?(?:karty|konta|rachunku)",
    "name",
  ),
  anywhere(
    "person",
    "(?:titular|titulaire|titolare)(?:_(?:de|della|du))*(?:_la)?_(?:tarjeta|cuenta|carte|compte|carta|conto)|(?:drzitel|majitel)_?(?:karty|uctu)",
    "name",
  ),
  anywhere(
    "person",
    "ansprechpartner(?:in)?|kontakt_?person|contact_?persoon|persona_?(?:de_|di_)?(?:contacto|contatto)|osoba_?(?:do_)?(?:kontaktu|kontaktowa)|kontaktni_?osoba|referente|sachbearbeiter(?:in)?",
    "name",
  ),
  anywhere(
    "person",
    "(?:erstellt|bearbeitet|angelegt|geandert)_von|(?:cree|modifie|saisi)_par|(?:creado|modificado)_por|(?:creato|modificato)_da|(?:aangemaakt|gewijzigd)_door|(?:utworzone|utworzony|zmienione)_przez|vytvoril|upravil",
    "name",
  ),
  anywhere(
    "address",
    "strasse(?:n?name)?|strassen_?nr|hausn(?:umme)?r|(?:liefer|rechnungs|versand|privat|wohn)?(?:adresse|anschrift)|adress_?zusatz|rue|direccion|domicilio|calle",
  ),
  anywhere(
    "address",
    "indirizzo|civico|via_(?:e_)?(?:numero|civico)|straat(?:naam)?|huis_?(?:nummer|nr)(?:_?toevoeging)?|(?:verzend|factuur|bezorg|aflever|post|woon)?adres|ulica|ulice",
  ),
  anywhere(
    "address",
    "(?:nr|numer)_?(?:domu|mieszkania|lokalu)|(?:cislo_?)?(?:popisne|orientacni)|cislo_?domu|(?:adres)(?:a|u)|anwani|mtaa|sanduku_?la_?posta",
  ),
];

/** Directly inside a person or an address, or beside a person's own first or last name. */
export const FOREIGN_INSIDE_PERSONS: readonly KindWords[] = [
  whole("person", NAME),
  whole("postcode", "cap|cp|kod", "number"),
  whole("address", "str|via|voie|piso|puerta|portal|escalera|etage|interno|scala|toevoeging|zusatz"),
];

const head = `(?:_(?:${ROLES}))*_$`;
/** An object under such a name is a person. */
export const FOREIGN_PEOPLE = new RegExp(`_(?:${PERSON}|ansprechpartner|contactpersoon)_$`);
/** An object under such a name is where a person lives or gets parcels. */
export const FOREIGN_ADDRESSES = new RegExp(
  `_[a-z]{0,10}(?:adress?e?|adresa|anschrift|direccion|indirizzo|anwani)${head}`,
);
/** An object under such a name is a business. */
export const FOREIGN_BUSINESSES =
  /_(?:laden|geschaft|filialen?|firma|lager|handler|lieferant|hersteller|magasin|boutique|societe|entreprise|entrepot|fournisseur|tiendas?|empresa|almacen|proveedor|negozio|azienda|magazzino|fornitore|winkel|bedrijf|leverancier|magazijn|sklepy?|magazyn|producent|obchod|sklad|dodavatel|prodejna|vyrobce|duka)_$/;
/** The first or last name of whom the whole object is about, so that a `nom` beside a `prenom` is a person's. */
export const OWN_NAME =
  /^_(?:vorname|nachname|prenom|apellidos?|cognome|voornaam|achternaam|imie|nazwisko|prijmeni|priezvisko)_$/;
/** In such fields people write freely. */
export const FOREIGN_PROSE =
  /(?:bemerkung|anmerkung|notiz|kommentar|komentar|nachricht|hinweis|mitteilung|wunsch|remarque|commentaire|observation|consigne|observacion|comentario|mensaje|indicacion|osservazion|commento|commenti|messaggi|istruzion|opmerking|bericht|toelichting|notitie|uwagi|notatk|wiadomosc|poznamk|zprav|vzkaz|maoni|ujumbe|maelezo|_nota_|_comment|note_)/;

function anywhere(kind: Kind, words: string, form: Form = "any"): KindWords {
  return { kind, pattern: new RegExp(`_(?:${words})${`(?:_(?:${ROLES}))*_$`}`), form };
}

function whole(kind: Kind, words: string, form: Form = "any"): KindWords {
  return { kind, pattern: new RegExp(`^_(?:${words})(?:_(?:${ROLES}))*_$`), form };
}
