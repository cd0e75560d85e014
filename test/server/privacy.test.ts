import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { connect, generations, type TestClient } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { apiId } from "../helpers/emulated.ts";
import { isForAllRows } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";

/*
 * Every tool of every connector with personal data, with privacy masked, beside what the sandbox itself answers. What
 * is a person's there is said here, by field, and not by the code under test.
 */

const PERSONAL = new Set([
  ..."email phone first_name last_name full_name customer_name client_name client_phone address1".split(" "),
  ..."firstName lastName linkedinUrl linkedin_url".split(" "),
]);
/** Where `name` is a person's. */
const LISTS_OF_PEOPLE = /\/(?:senders|staff)$/;
/** Where phones and addresses are a business's. */
const LISTS_OF_BUSINESSES = /\/(?:branches|locations)$/;
/** Shown in part, different in every answer, and what an envelope repeats. */
const UNLIKE = new Set(["zip", "next_cursor", "generated_at"]);
const ENVELOPE = "success";
/** Within a note. */
const PHONE = /\+\d[\d ]{8,}\d/g;

const slug = { name: "slug", type: "string", in: "path", description: "The location's" };

/** What a person would add for clients and bookings, which Setora's connector leaves out. The paths are the sandbox's. */
const extension = {
  extends: "setora",
  endpoints: [
    { tool: "list_clients", description: "Who comes.", path: "clients" },
    { tool: "list_bookings", description: "Who comes when.", path: "bookings" },
    { tool: "list_staff", description: "Who works there.", path: "locations/{slug}/staff", arguments: [slug] },
  ],
};

/** The connectors whose sandbox API answers with people's data. */
const apis = connectors.filter(({ id, personalData }) => personalData !== undefined && id !== "commerce-kitty");

/** For tools that ask about one thing. */
const given: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  sendpilot_get_campaign: async () => ({ id: "cmp_sandbox_01" }),
  sendpilot_get_lead: async () => ({ id: "lead_sandbox_01001" }),
  sendpilot_get_search_status: async () => ({ id: "search_sandbox_01" }),
  sendpilot_list_search_results: async () => ({ id: "search_sandbox_01" }),
  sendpilot_get_extractor_status: async () => ({ id: "extraction_sandbox_01" }),
  sendpilot_list_extractor_results: async () => ({ id: "extraction_sandbox_01" }),
  setora_list_services: async () => ({ slug: await found("setora/v1/locations", "slug") }),
  setora_list_staff: async () => ({ slug: await found("setora/v1/locations", "slug") }),
  setora_get_availability: async () => {
    const slug = await found("setora/v1/locations", "slug");
    const service_ids = await found(`setora/v1/locations/${slug}/services`, "id");
    return { slug, service_ids };
  },
  ebiz_get_product: async () => ({ id: await found("ebiz/api/v1/products", "id") }),
  // One with a note.
  ebiz_get_order: async () => ({
    id: await found("ebiz/api/v1/orders?limit=100", "order_id", (id) => Number(id) % 7 === 0),
  }),
  ebiz_get_customer: async () => ({ id: "2001" }),
  ebiz_get_customer_loyalty: async () => ({ id: "2001" }),
};

const { sandbox, home, environment, withExample } = await openPlace();

beforeAll(async () => {
  const file = join(home, "mine.json");
  await writeFile(file, JSON.stringify(extension));
  const added = await runCommand(["connectors", "add", file], { env: environment() });
  expect(added).toMatchObject({ exitCode: 0, stderr: "" });
});

/** What the API itself answers at a path with query, such as `ebiz/api/v1/orders`. */
async function raw(path: string): Promise<string> {
  const api = apis.find(({ id }) => path.startsWith(id));
  if (api === undefined) throw new Error(`Whose is ${path}?`);
  const key = sandbox.examples[apiId(api)].all.parts.join(":");
  const headers = { "x-api-key": key, authorization: key.includes(":") ? `Basic ${btoa(key)}` : `Bearer ${key}` };
  return (await fetch(`${sandbox.origin}/${path}`, { headers })).text();
}

async function found(path: string, name: string, fits: (value: string) => boolean = () => true): Promise<string> {
  const values = [...(await raw(path)).matchAll(new RegExp(`"${name}":"?([^",}]+)`, "g"))].map(
    ([, value = ""]) => value,
  );
  const value = values.find(fits);
  if (value === undefined) throw new Error(`${path} has no such ${name}.`);
  return value;
}

interface Leaves {
  readonly personal: Set<string>;
  readonly others: Set<string>;
}

/** The values of an answer, told apart by the names of their fields. */
function leavesOf(value: unknown, path: string, leaves: Leaves, name = ""): Leaves {
  if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) leavesOf(inner, path, leaves, Array.isArray(value) ? name : key);
    return leaves;
  }
  const text = String(value);
  if (value === null || text === "" || text === ENVELOPE || UNLIKE.has(name)) return leaves;
  const personal = personalIn(text, name, path);
  for (const detail of personal) leaves.personal.add(detail);
  if (personal.length === 0) leaves.others.add(text);
  return leaves;
}

function personalIn(text: string, name: string, path: string): readonly string[] {
  if (LISTS_OF_BUSINESSES.test(path)) return [];
  if (PERSONAL.has(name) || (name === "name" && LISTS_OF_PEOPLE.test(path))) return [text];
  return text.match(PHONE) ?? [];
}

/** Whether it stands there as a whole word. */
function has(text: string, value: string): boolean {
  const isWord = (char: string | undefined) => /[\p{L}\p{N}]/u.test(char ?? "");
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + value.length])) return true;
  }
  return false;
}

describe.each(apis.map((connector) => ({ id: connector.id, connector })))(
  "$id with privacy masked",
  ({ connector }) => {
    let client: TestClient;

    beforeAll(async () => {
      const masked = { [connector.environment.privacy]: "masked" };
      const env = withExample(connector, sandbox.examples[apiId(connector)].all, masked);
      client = await connect(generations[0], env, ["serve", connector.id]);
    });

    afterAll(() => client.close());

    it("shows no personal detail in any answer, and everything else as it is", async () => {
      const isEndpoint = ({ name }: { readonly name: string }) =>
        !name.endsWith("_check_access") && !isForAllRows(name);
      const tools = (await client.tools()).filter(isEndpoint);
      let hidden = 0;
      for (const { name, inputSchema } of tools) {
        // Few rows, because long answers are cut.
        const size = /"(limit|page_size)"/.exec(JSON.stringify(inputSchema))?.[1];
        const few = size === undefined ? {} : { [size]: 10 };
        const needed = await given[name]?.();
        sandbox.clearRequests();
        const { text, isError } = await client.call(name, { ...few, ...needed });
        expect(isError, text).toBe(false);
        const [request] = sandbox.requests;
        const path = request?.path ?? "";
        const query = new URLSearchParams(request?.query);
        const answer: unknown = JSON.parse(await raw(`${path.slice(1)}?${query}`));
        const { personal, others } = leavesOf(answer, path, { personal: new Set(), others: new Set() });
        hidden += personal.size;
        expect({ name, shown: [...personal].filter((detail) => has(text, detail)) }).toEqual({ name, shown: [] });
        expect({ name, lost: [...others].filter((value) => !text.includes(value)) }).toEqual({ name, lost: [] });
      }
      expect(hidden).toBeGreaterThan(connector.id === "setpilot" ? 4 : 20);
    });
  },
);
