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
