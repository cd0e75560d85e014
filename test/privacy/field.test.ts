import { describe, expect, it } from "vitest";
import { aPseudonym, masked } from "./masked.ts";

describe("a field's name", () => {
  it.each([
    [
      "email",
      "email e_mail eMail E-Mail EMAIL mail emailAddress email_address customer_email billingEmail email2 email_work primary-email",
    ],
    [
      "phone",
      "phone Phone phoneNumber phone_number mobile mobilePhone tel fax whatsapp whatsApp contact_phone phone1 PHONE-HOME contact_number mpesaNumber",
    ],
    [
      "person",
      "first_name firstName firstname LASTNAME given_name familyName full_name customer_name clientName contact-name username user_name billing_name fname lname name_on_card receiver_name",
    ],
    [
      "address",
      "street streetAddress street_address address address1 address_2 addressLine1 address_line_2 billing_address houseNumber place_id",
    ],
    ["ip", "ip ipAddress IPAddress client_ip last_login_ip ip_address"],
    ["profile", "linkedinUrl linkedin_url linkedInProfileUrl profileUrl avatar avatar_url profile_picture"],
    ["identity", "tax_id vatNumber ssn passport_number kra_pin"],
    ["account", "iban bank_account"],
  ])("says that the value is a detail of kind %s", (kind, names) => {
    for (const name of names.split(" ")) {
      expect(masked({ [name]: "Quite Unlikely" }), name).toEqual({ [name]: aPseudonym(kind) });
    }
  });

  it.each([
    [
      "person",
      "ship_to_name bill_to_name cust_name attn sales_rep card_holder_name created_by Vorname KundenName Ansprechpartner prénom nom_du_client titulaire_carte apellidos nombreCliente cognome nome_cliente achternaam klantnaam contactpersoon imię nazwisko imie_i_nazwisko jmeno_zakaznika příjmení jina_la_kwanza jina_la_mteja",
    ],
    [
      "address",
      "Straße Hausnummer Lieferanschrift rue adresse_livraison calle Dirección indirizzo_spedizione straatnaam huisnummer factuuradres ulica nr_domu adres_dostawy ulice číslo_popisné anwani",
    ],
  ])("says it in the languages of the shops: %s", (kind, names) => {
    for (const name of names.split(" ")) {
      expect(masked({ [name]: "Quite Unlikely" }), name).toEqual({ [name]: aPseudonym(kind) });
    }
  });

  it.each([
    [
      "phone",
      "0171 2345678",
      "Handy Rufnummer téléphone_portable tel_fixe móvil tlf cellulare telefoonnummer gsm komórka telefonní_číslo mobil simu",
    ],
    [
      "identity",
      "DE123456789",
      "USt-IdNr. tva_intracom NIF DNI codice_fiscale partitaIva btw-nummer NIP PESEL DIČ rodné_číslo tin",
    ],
    [
      "account",
      "1234567890",
      "Kontonummer numero_carte numero_tarjeta numeroCarta rekeningnummer numer_konta číslo_účtu",
    ],
  ])("is a %s's only where the value has a number", (kind, value, names) => {
    for (const name of names.split(" ")) {
      expect(masked({ [name]: value }), name).toEqual({ [name]: aPseudonym(kind) });
      expect(masked({ [name]: "Quite Unlikely" }), name).toEqual({ [name]: "Quite Unlikely" });
    }
  });

  it("`nom`, `cap` and the like are a person's only inside one or beside their own name", () => {
    const thing = { nom: "Table Rouge", cap: "12345", via: "api", naam: "Rode Tafel" };
    expect(masked(thing)).toEqual(thing);
    expect(masked({ nom: "Martin", prénom: "Zoé" })).toEqual({
      nom: aPseudonym("person"),
      prénom: aPseudonym("person"),
    });
    expect(masked({ cliente: { nome: "Enzo", cap: "00184", via: "Po 3" } })).toEqual({
      cliente: { nome: aPseudonym("person"), cap: "00***", via: aPseudonym("address") },
    });
  });

  it("who did something may be a program, a role or an id", () => {
    const rows = ["system", "API", "usr_12ab", "0189a7c2-f0e4-7d3f-b8c1-0123456789ab", "warehouse 2", "merchant"];
    expect(masked(rows.map((created_by) => ({ created_by })))).toEqual(rows.map((created_by) => ({ created_by })));
    expect(masked({ created_by: "jkowalski", updated_by: 17 })).toEqual({
      created_by: aPseudonym("person"),
      updated_by: 17,
    });
  });

  it("says nothing where it only begins like one", () => {
    const document = {
      email_status: "verified",
      emailSubject: "Spring Sale",
      email_sent_at: "2026-05-12",
      emails_sent: 1200,
      email_open_rate: "21.5%",
      phone_model: "Pixel",
      address_type: "home",
      address_id: "adr_1",
      shipping_city: "Nairobi",
      billing_country: "KE",
      mac_address: "00:1b:44:11:3a:b7",
      customer_id: "cus_Nff1",
      contact_group: "VIP Buyers",
      username_count: 3,
      iphone: "15 Pro",
      store_name: "Ann Lee",
      company_name: "Ann Lee Ltd",
      product_name: "Ann Lee Mug",
      platform: "Instagram",
      state: "Bavaria",
      region: "Upper Bavaria",
      latest: "Quite Unlikely",
      nombre_producto: "Mesa Roja",
      nazwa_produktu: "Stół Dębowy",
      název_produktu: "Červený Stůl",
      telefon_status: "ok",
      adresse_id: "ad_12",
      kundennummer: "K-100234",
      credit_card: "Visa",
      card_type: "Quite Unlikely",
      sort_by: "price",
      marke: "Hugo Boss",
      producent: "Jan Kowalski Meble",
      bestellnummer: "612 345 678",
      number: "612345678",
      vat: "1249.00",
    };
    expect(masked(document)).toEqual(document);
  });

  it("`name` is a person's inside a person, whatever wraps it, and not elsewhere", () => {
    const rows = {
      data: {
        items: [{ name: "Ann Lee", company: { name: "Lee Ltd" }, plan: { name: "Pro" }, tags: [{ name: "vip" }] }],
      },
    };
    expect(masked(rows)).toEqual(rows);
    expect(masked({ customers: rows })).toEqual({
      customers: { data: { items: [{ ...rows.data.items[0], name: aPseudonym("person") }] } },
    });
    for (const around of ["customer", "leadDetails", "contacts", "participants", "recipient", "shipping_address"]) {
      expect(masked({ [around]: { name: "Ann" } }), around).toEqual({ [around]: { name: aPseudonym("person") } });
    }
    expect(masked({ name: { first: "Ann", last: "Lee" } }, { path: "customers/{id}" })).toEqual({
      name: { first: aPseudonym("person"), last: aPseudonym("person") },
    });
  });

  it("may be a row's own id, or personal itself: then the name around it counts", () => {
    expect(masked({ customers: { cus_12: { name: "Ann" }, "7": { name: "Bob" } } })).toEqual({
      customers: { cus_12: { name: aPseudonym("person") }, "7": { name: aPseudonym("person") } },
    });
    const once = masked({ shops: { "ann@lee.example": { phone: "020 7946 0958" } } });
    expect(Object.values(Object(Object(once).shops))).toEqual([{ phone: "020 7946 0958" }]);
    expect(masked(once)).toEqual(once);
  });

  it("a person may be only a name", () => {
    const names = { customer: "Ann Lee", owner: "Jan van der Berg" };
    expect(masked(names)).toEqual({ customer: aPseudonym("person"), owner: aPseudonym("person") });
    expect(masked({ customer: "王小明" })).toEqual({ customer: aPseudonym("person") });
    const others = { customer: "cus_123", client: "web", contact: "none" };
    expect(masked(others)).toEqual(others);
  });

  it("a business's own phone and address are not private, but its manager's are", () => {
    const own = {
      name: "Soho",
      phone: "020 7946 0958",
      address: { street: "Dean Street 1", zip: "W1D 3RB" },
      latitude: 51.513,
    };
    for (const around of ["store", "branches", "pickup_location", "shop", "company", "warehouse"]) {
      expect(masked({ [around]: own }), around).toEqual({ [around]: own });
    }
    expect(masked({ branch_phone: "020 7946 0958" })).toEqual({ branch_phone: "020 7946 0958" });
    expect(
      masked({
        store: { email: "ann@lee.example", manager_phone: "020 7946 0958", manager: { phone: "020 7946 0958" } },
      }),
    ).toEqual({
      store: {
        email: aPseudonym("email"),
        manager_phone: aPseudonym("phone"),
        manager: { phone: aPseudonym("phone") },
      },
    });
    // How to find somebody's door tells where they live.
    expect(masked({ delivery_address: { landmark: "Opposite the mill", city: "Nakuru" }, landmark: "Mill" })).toEqual({
      delivery_address: { landmark: aPseudonym("address"), city: "Nakuru" },
      landmark: "Mill",
    });
    // Where a customer is, is no business.
    expect(masked({ customer: { location: { street: "Dean Street 1", city: "London" } } })).toEqual({
      customer: { location: { street: aPseudonym("address"), city: "London" } },
    });
  });

  it("may stand beside the value, as in custom fields", () => {
    expect(
      masked({
        fields: [
          { name: "Phone", value: "0712345678" },
          { name: "Size", value: "0712345678" },
        ],
      }),
    ).toEqual({
      fields: [
        { name: "Phone", value: aPseudonym("phone") },
        { name: "Size", value: "0712345678" },
      ],
    });
    expect(masked({ phones: [{ type: "work", value: "0712345678" }], phone: { home: "0712345678" } })).toEqual({
      phones: [{ type: "work", value: aPseudonym("phone") }],
      phone: { home: aPseudonym("phone") },
    });
  });

  it("may stand beside the value as a plugin's key or in another language", () => {
    const pairs = [
      { name: "Telefon", value: "612 345 678" },
      { key: "_billing_phone", value: 254712345678 },
      { attribute_code: "mobile", value: "0712345678" },
      { label: "Imię i nazwisko", value: "Łukasz Wójcik" },
      { key: "pa_size", value: "612345678" },
    ];
    expect(Object(masked(pairs)).map(({ value }: { value: string }) => value)).toEqual([
      ...[aPseudonym("phone"), aPseudonym("phone"), aPseudonym("phone"), aPseudonym("person"), "612345678"],
    ]);
  });

  it("counts inside JSON that a string holds, which stays JSON", () => {
    const meta = JSON.stringify({
      size: "XL",
      billing: { name: "Ann Lee", phone: "0712345678" },
      n: 12345678901234567890n.toString(),
    });
    const left = Object(masked({ meta, other: '{"a": 1}', list: '["ann@lee.example"]', broken: '{"phone": "0712' }));
    expect(JSON.parse(left.meta)).toEqual({
      ...JSON.parse(meta),
      billing: { name: aPseudonym("person"), phone: aPseudonym("phone") },
    });
    expect(JSON.parse(left.list)).toEqual([aPseudonym("email")]);
    expect(left).toMatchObject({ other: '{"a": 1}', broken: '{"phone": "0712' });
  });

  it("may be one that only the connector knows", () => {
    const document = { favouriteTeam: ["Reds", 7, { since: "2020", best: true }], "favourite-team": "", team: "Reds" };
    expect(masked(document, { fields: ["favourite_team"] })).toEqual({
      favouriteTeam: [aPseudonym("private"), aPseudonym("private"), { since: aPseudonym("private"), best: true }],
      "favourite-team": "",
      team: "Reds",
    });
  });
});

describe("what is left of a detail", () => {
  it.each([
    ["postal_code", "SW1A 1AA", "SW***"],
    ["zip", 10115, "10***"],
    ["zip", "12", "12"],
    ["latitude", 50.0874654, 50.1],
    ["lng", "14.4212535", "14.4"],
    ["coordinates", [14.4212535, 50.0874654], [14.4, 50.1]],
    ["lat", -0.04, 0],
    ["birth_date", "1985-04-12", "1985"],
    ["dob", "12.04.1985", "1985"],
    ["phone", 254712345678, aPseudonym("phone")],
    ["phone", "", ""],
    ["phone", null, null],
    ["phone", true, true],
    ["email", "n/a", "n/a"],
    ["postcode", "N/A", "N/A"],
    ["plz", "unbekannt", "unbekannt"],
    ["phone", "keine Angabe", "keine Angabe"],
    ["street", "brak", "brak"],
    ["last_name", "---", "---"],
    // A share of sales by device, and a budget by channel.
    ["mobile", 340, 340],
    ["mobile", 48_200, 48_200],
    ["latlng", "50.0874654,14.4212535", "50.1,14.4"],
    ["mobile", "55.5%", "55.5%"],
    ["email", "1200.50", "1200.50"],
    ["username", "ann@lee.example", aPseudonym("email")],
  ])("%s %j becomes %j", (name, value, left) => {
    expect(masked({ [name]: value })).toEqual({ [name]: left });
  });
});
