import { commerceKitty } from "../../src/connectors/catalog/commerce-kitty.ts";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { commerceKittyKeys, shop } from "../../src/sandbox/commerce-kitty/api.ts";
import { utcDay } from "../../src/sandbox/data/calendar.ts";
import { ebizKeys } from "../../src/sandbox/ebiz/api.ts";
import { brands, categories, products } from "../../src/sandbox/ebiz/catalogue.ts";
import { coupons, storeAt } from "../../src/sandbox/ebiz/store.ts";
import { sendpilotKeys } from "../../src/sandbox/sendpilot/api.ts";
import { buildWorkspace } from "../../src/sandbox/sendpilot/workspace.ts";
import { setoraKeys } from "../../src/sandbox/setora/api.ts";
import { salonAt } from "../../src/sandbox/setora/salon.ts";
import { setpilotKeys } from "../../src/sandbox/setpilot/api.ts";
import { clock, storeOn } from "../../src/sandbox/setpilot/store.ts";
import { ownEndpoints, ownQuestions, unanswerable } from "./questions/commerce-kitty.ts";
import { ebizCustomerQuestions } from "./questions/ebiz-customers.ts";
import { ebizOrderQuestions } from "./questions/ebiz-orders.ts";
import { sendpilotQuestions } from "./questions/sendpilot.ts";
import { setoraQuestions } from "./questions/setora.ts";
import { dayQuestions } from "./questions/setpilot-days.ts";
import { harderQuestions } from "./questions/setpilot-harder.ts";
import { orderQuestions } from "./questions/setpilot-orders.ts";
import { givenStock } from "./questions/setpilot-store.ts";
import { readyFor, type Subject } from "./subject.ts";

/** The emulated shops as of a moment, with their questions. */
export function subjectsAt(now: Date): readonly Subject[] {
  return [setpilotAt(now), ebizAt(now), sendpilotAt(now), setoraAt(now), commerceKittyAt()];
}

function setpilotAt(now: Date): Subject {
  const store = storeOn(clock.today(now));
  const ready = readyFor(store);
  return {
    connector: setpilot,
    key: setpilotKeys.all,
    tables: {
      orders: store.orders.length,
      daily: store.ledger.length,
      products: store.products.length,
      inventory: givenStock(store).length,
    },
    blocks: [
      {
        title: "twenty questions of an owner",
        questions: ready([...orderQuestions, ...dayQuestions]),
        told: [
          "inventory: 100 of 122 rows, not all",
          "Times are in Europe/Berlin",
          "Sales per product: setpilot_get_top_products",
        ],
        most: { calls: 25, tokens: 8_000 },
      },
      { title: "harder questions", questions: ready(harderQuestions), told: [] },
    ],
  };
}

function ebizAt(now: Date): Subject {
  const store = storeAt(now);
  return {
    connector: ebiz,
    key: ebizKeys.read,
    tables: {
      orders: store.orders.length,
      customers: store.customers.length,
      loyalty_ledger: store.ledger.length,
      products: products.length,
      categories: categories.length,
      brands: brands.length,
      coupons: coupons.length,
    },
    blocks: [
      {
        title: "a shop without reports",
        questions: readyFor(store)([...ebizOrderQuestions, ...ebizCustomerQuestions]),
        told: ["coupons_usages: NOT ALL ROWS, each coupon names only some of its uses"],
      },
    ],
  };
}

function sendpilotAt(now: Date): Subject {
  const workspace = buildWorkspace(utcDay(now));
  return {
    connector: sendpilot,
    key: sendpilotKeys.all,
    tables: {
      campaigns: workspace.campaigns.length,
      leads: workspace.leads.length,
      senders: workspace.senders.length,
    },
    blocks: [{ title: "campaigns and leads", questions: readyFor(workspace)(sendpilotQuestions), told: ["once each"] }],
  };
}

function setoraAt(now: Date): Subject {
  const salon = salonAt(now);
  return {
    connector: setora,
    key: setoraKeys.read,
    tables: {
      locations: salon.locations.length,
      services: salon.locations.reduce((sum, { services }) => sum + services.length, 0),
    },
    blocks: [
      { title: "services of each salon", questions: readyFor(salon)(setoraQuestions), told: ["2500 GBP is 25.00"] },
    ],
  };
}

function commerceKittyAt(): Subject {
  return {
    connector: commerceKitty,
    key: commerceKittyKeys.all,
    unanswerable,
    definition: ownEndpoints,
    tables: { products: shop.products.length, orders: shop.orders.length },
    blocks: [
      {
        title: "endpoints that a person added",
        questions: readyFor(shop)(ownQuestions),
        told: ['stock.\\"Main warehouse\\"'],
      },
    ],
  };
}
