import { describe, expect, it } from "vitest";
import { aPseudonym, masked } from "./masked.ts";

/*
 * Documents as the APIs send them (/docs pages named in src/connectors), with invented people. Everything that is not
 * named here as a pseudonym must come through as it is.
 */

describe("e-biz", () => {
  it("orders keep what they are about, and hide who ordered", () => {
    const order = {
      id: 5012,
      order_number: "ORD-0800-123-456",
      customer_id: 77,
      status: "completed",
      subtotal: "2500.00",
      total: "2700.00",
      currency: "KES",
      items_count: 1,
      items: [
        { id: 1, name: "Blue Mug", sku: "012-345-6789", quantity: 2, price: "1250.00", product: { name: "Blue Mug" } },
      ],
      source: "api",
      order_date: "2026-05-12T09:30:00.000Z",
      created_at: "2026-05-12T09:30:00.000Z",
    };
    const customer = {
      id: 77,
      email: "Wanjiru@Example.co.ke",
      first_name: "Wanjiru",
      last_name: "Otieno",
      phone: "0712 345 678",
    };
    const address = {
      id: 3,
      type: "shipping",
      address1: "Moi Avenue 12",
      city: "Nairobi",
      state: "Nairobi",
      zip: "00100",
      country: "KE",
    };
    const place = { latitude: -1.28637, longitude: 36.817223, place_id: "ChIJp0lN2HIRLxgRTJKXslQCz_c" };
    const notes = [{ id: 9, note: "Call +254 712 345 678 before 17:00, or write to wanjiru@example.co.ke" }];
    const data = { order: { ...order, customer, addresses: [{ ...address, ...place }], notes, transactions: [] } };

    expect(masked({ status: "success", data }, { path: "orders/{id}" })).toEqual({
      status: "success",
      data: {
        order: {
          ...order,
          customer: {
            id: 77,
            email: aPseudonym("email"),
            first_name: aPseudonym("person"),
            last_name: aPseudonym("person"),
            phone: aPseudonym("phone"),
          },
          addresses: [
            {
              ...address,
              address1: aPseudonym("address"),
              zip: "00***",
              latitude: -1.3,
              longitude: 36.8,
              place_id: aPseudonym("address"),
            },
          ],
          notes: [{ id: 9, note: expect.stringMatching(/^Call phone_\w{10} before 17:00, or write to email_\w{10}$/) }],
          transactions: [],
        },
      },
    });
  });

  it("customers keep their ids and what they bought", () => {
    const kept = { id: 77, total_orders: 3, total_spent: 81000.5, created_at: "2025-01-02T03:04:05.000Z" };
    const customer = {
      ...kept,
      email: "w@example.com",
      first_name: "Wanjiru",
      last_name: "Otieno",
      phone: null,
      addresses: [],
    };
    expect(masked({ status: "success", data: { customers: [customer], total: 1, page: 1, limit: 20 } })).toEqual({
      status: "success",
      data: {
        customers: [
          {
            ...kept,
            email: aPseudonym("email"),
            first_name: aPseudonym("person"),
            last_name: aPseudonym("person"),
            phone: null,
            addresses: [],
          },
        ],
        total: 1,
        page: 1,
        limit: 20,
      },
    });
  });

  it.each([
    [
      "branches",
      {
        branches: [
          { id: 1, name: "Westlands", code: "W1", address: "Moi Avenue 5", phone: "0712 345 678", is_active: true },
        ],
      },
    ],
    [
      "products",
      {
        products: [
          {
            id: 1,
            name: "Ann Lee Mug",
            slug: "ann-lee-mug",
            sku: "MUG-1",
            price: "12.50",
            brand: { id: 4, name: "Ann Lee" },
            images: [{ url: "https://cdn.example/mug@2x.png", alt: "Mug" }],
            stock: 12,
          },
        ],
      },
    ],
    ["categories", { categories: [{ id: 1, name: "Phones", slug: "phones", parent_id: null }] }],
    [
      "marketing/coupons",
      {
        coupons: [
          {
            id: 1,
            code: "MAY-10",
            type: "percentage",
            value: "10.00",
            min_purchase: "500.00",
            start_date: "2026-05-01",
            usages: [],
          },
        ],
        total: 1,
      },
    ],
    [
      "marketing",
      { coupons: 4, contacts: 1200, abandoned_carts: 3, loyalty: { enrolled: 90, points_outstanding: 54000 } },
    ],
  ])("%s hold nobody's data, and come through whole", (path, data) => {
    expect(masked({ status: "success", data }, { path })).toEqual({ status: "success", data });
  });
});

describe("Setora", () => {
  it("locations keep their own address, though only the endpoint says that they are locations", () => {
    const document = {
      data: [
        {
          id: "550e8400-e29b-41d4-a716-446655440000",
          slug: "soho",
          name: "Soho",
          timezone: "Europe/London",
          street_address: "12 Dean Street",
          city: "London",
          postal_code: "W1D 3RB",
          country: "GB",
        },
      ],
      next_cursor: "b64.0800-123-4567.x",
    };
    expect(masked(document, { path: "locations" })).toEqual(document);
    expect(masked(document, { path: "clients" })).not.toEqual(document);
  });

  it("services and free times come through whole", () => {
    const services = {
      data: [
        {
          id: "550e8400-e29b-41d4-a716-446655440000",
          name: "Skin Fade",
          duration_minutes: 45,
          price: { amount: 2500, currency: "GBP" },
          deposit: null,
          category: "Hair",
        },
      ],
    };
    const availability = {
      data: {
        location_slug: "soho",
        timezone: "Europe/London",
        duration: { minutes: 45, display: "45 min" },
        slots: [
          {
            starts_at: "2026-05-12T09:30:00+01:00",
            ends_at: "2026-05-12T10:15:00+01:00",
            staff_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
          },
        ],
      },
    };
    expect(masked(services, { path: "locations/{slug}/services" })).toEqual(services);
    expect(masked(availability, { path: "locations/{slug}/availability" })).toEqual(availability);
  });

  it("a booking hides the client and keeps the shop, the service and the money", () => {
    const kept = {
      reference: "SET-A1B2C3",
      location_slug: "soho",
      client_id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
      starts_at: "2026-05-12T09:30:00+01:00",
      price: { amount: 2500, currency: "GBP" },
      service: { name: "Skin Fade" },
    };
    const location = { name: "Soho", phone: "020 7946 0958", street_address: "12 Dean Street" };
    const booking = {
      ...kept,
      location,
      client: { name: "Ann Lee", phone: "+44 7700 900123", birthday: "1985-04-12" },
    };
    expect(masked({ data: [booking] }, { path: "bookings" })).toEqual({
      data: [
        { ...kept, location, client: { name: aPseudonym("person"), phone: aPseudonym("phone"), birthday: "1985" } },
      ],
    });
  });
});

describe("SendPilot", () => {
  it("a lead keeps title, company and progress", () => {
    const kept = {
      id: "ld_1",
      status: "REPLY_RECEIVED",
      campaignId: "cmp_9",
      title: "Head of Sales",
      company: "Lee and Sons",
      createdAt: "2026-05-12T09:30:00.000Z",
    };
    const lead = {
      ...kept,
      linkedinUrl: "https://www.linkedin.com/in/ann-lee-4711/",
      firstName: "Ann",
      lastName: "Lee",
    };
    expect(masked(lead, { path: "leads/{id}" })).toEqual({
      ...kept,
      linkedinUrl: aPseudonym("profile"),
      firstName: aPseudonym("person"),
      lastName: aPseudonym("person"),
    });
  });

  it("a lead of the database keeps its place and its company's page", () => {
    const kept = {
      id: "1",
      job_title: "CEO",
      company: "Acme",
      location: "Prague, Czechia",
      country: "Czechia",
      company_linkedin_url: "https://linkedin.com/company/acme",
      website: "https://acme.example",
      employees: 250,
    };
    const lead = {
      ...kept,
      first_name: "Ann",
      last_name: "Lee",
      full_name: "Ann Lee",
      email: "ann@acme.example",
      phone: "+420777123456",
      linkedin_url: "linkedin.com/in/ann-lee",
    };
    expect(masked({ data: { leads: [lead] } })).toEqual({
      data: {
        leads: [
          {
            ...kept,
            first_name: aPseudonym("person"),
            last_name: aPseudonym("person"),
            full_name: aPseudonym("person"),
            email: aPseudonym("email"),
            phone: aPseudonym("phone"),
            linkedin_url: aPseudonym("profile"),
          },
        ],
      },
    });
  });

  it("campaigns keep their names, senders do not", () => {
    const campaigns = {
      campaigns: [{ id: "1", name: "Ann Lee Q2", status: "STARTED", totalLeads: 12345678, connectionsSent: 5 }],
      pagination: { total: 1, page: 1 },
    };
    expect(masked(campaigns, { path: "campaigns" })).toEqual(campaigns);
    expect(masked({ senders: [{ id: "1", name: "Ann Lee", status: "active" }], total: 1 })).toEqual({
      senders: [{ id: "1", name: aPseudonym("person"), status: "active" }],
      total: 1,
    });
  });
});
