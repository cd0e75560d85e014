import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, type SeenRequest, startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { type Ended, runCommand, startCommand } from "../helpers/command.ts";

let home: Awaited<ReturnType<typeof temporaryHome>>;
let sandbox: Sandbox;
let onRequest: (request: SeenRequest) => void = () => {};

beforeAll(async () => {
  home = await temporaryHome();
  sandbox = await startSandbox({ onRequest: (request) => onRequest(request) });
});

beforeEach(() => {
  sandbox.clearRequests();
});

afterAll(async () => {
  await sandbox.close();
  await home.remove();
});

function environment(key: keyof Sandbox["keys"] = "all"): Record<string, string> {
  const added = { SETPILOT_API_KEY: sandbox.keys[key], SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
  return clientEnvironment(home.path, added);
}

function call(args: string, key: keyof Sandbox["keys"] = "all"): Promise<Ended> {
  return runCommand(["call", ...args.split(" ")], { env: environment(key) });
}

describe("a call from the terminal", () => {
  it("prints the rows and columns asked for", async () => {
    const { stdout, stderr, exitCode } = await call("setpilot_list_orders fields=number,revenue page_size=2");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toContain('store "Waldkauz Kaffee", currency EUR');
    expect(stdout).toMatch(/rows\[2\]\{number,revenue\}:\n +WK-\d+,[\d.]+\n +WK-\d+,[\d.]+\n/);
    expect(sandbox.requests).toMatchObject([{ path: "/setpilot/api/v2/orders/", query: { page_size: "2" } }]);
  });

  it("gives the very text that the assistant gets", async () => {
    const client = await connect(generations[0], environment());
    const told = await client.call("setpilot_list_products", { page_size: 3, search: "kaffee" });
    await client.close();
    const { stdout } = await call("setpilot_list_products page_size=3 search=kaffee");
    const withoutTime = (text: string) => text.replace(/generated_at \S+/, "").trim();
    expect(withoutTime(stdout)).toBe(withoutTime(told.text));
  });

  it("takes a value with an equals sign and spaces as it is", async () => {
    const args = ["call", "setpilot_list_orders", "search=a=b c"];
    expect((await runCommand(args, { env: environment() })).exitCode).toBe(0);
    expect(sandbox.requests[0]?.query).toEqual({ search: "a=b c" });
  });

  it("shows what a key may do", async () => {
    const { stdout, exitCode } = await call("setpilot_check_access", "some");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Scopes held: orders, products, inventory. Missing: dashboard (checked at");
  });

  it.each([
    ["setpilot_list_ordrs", 'There is no tool "setpilot_list_ordrs". Did you mean setpilot_list_orders?'],
    ["list_orders", 'There is no tool "list_orders".'],
    ["setpilot_list_orders pagesize=2", 'Unknown argument "pagesize". Did you mean page_size? Valid: page, page_size,'],
    ["setpilot_list_orders page_size=101", 'page_size cannot be "101": it must be a whole number from 1 to 100.'],
    ["setpilot_list_orders page_size", '"page_size" is not an argument. Write name=value, such as year=2026.'],
    ["setpilot_list_orders =2", '"=2" is not an argument. Write name=value, such as year=2026.'],
    ["setpilot_get_daily start_date=2026-02-30", "a date written YYYY-MM-DD"],
    ["setpilot_get_daily start_date=2026-03-02 end_date=2026-03-01", "a date not after end_date"],
    ["setpilot_get_summary --connector setpilto", "Did you mean setpilot?"],
  ])("refuses without a request: %s", async (args, said) => {
    const { stdout, stderr, exitCode } = await call(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
    expect(sandbox.requests).toHaveLength(0);
  });

  it("names the scope that is missing", async () => {
    const { stderr, exitCode } = await call("setpilot_get_summary", "some");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("lacks the scope `dashboard`");
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends on %s while it waits for the API", async (signal) => {
    sandbox.addFault(sandbox.keys.all, { kind: "never" }, { requests: 1 });
    const reached = new Promise<void>((resolve) => {
      onRequest = () => resolve();
    });
    const running = startCommand(["call", "setpilot_get_summary"], { env: environment() });
    await reached;
    const began = performance.now();
    running.kill(signal);
    const { stdout, stderr, exitCode } = await running.ended;
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(stdout).toBe("");
    if (signal === "SIGINT") {
      expect(stderr).toBe("The call was cancelled before it was answered.\n");
      expect(exitCode).toBe(1);
    }
  });
});
