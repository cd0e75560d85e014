import { connect } from "node:net";
import { expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { openPlace } from "../helpers/place.ts";
import { startTeamProgram, type TeamMember } from "./team-program.ts";

/* What would mix up two people, if the server took anything but the token of a request for who somebody is. */

const { sandbox, withKey } = await openPlace();
const people = { groups: { sales: { scopes: ["orders"], privacy: "masked" }, board: { scopes: ["*"] } } };
const team = await startTeamProgram(withKey(sandbox.keys.all), people, { opening: openForFile });
const bea = team.member("bea", ["board"]);
const sue = team.member("sue", ["sales"]);
const nils = team.member("nils", []);

/** A request of 2025-11-25 as bytes. */
function bytesOf({ token }: TeamMember, name: string): string {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/call", params: { name, arguments: {} } });
  const headers = [
    "POST /mcp HTTP/1.1",
    `host: ${team.url.host}`,
    `authorization: Bearer ${token}`,
    "content-type: application/json",
    "accept: application/json, text/event-stream",
    "mcp-session-id: the-same",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${headers.join("\r\n")}\r\n\r\n${body}`;
}

/** Sends requests over one connection without waiting for an answer; gives the groups that the answers name, in order. */
function pipeline(members: readonly TeamMember[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(team.url.port), "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8").on("error", reject);
    socket.on("data", (chunk) => {
      text += chunk;
      const told = [...text.matchAll(/Your groups here: (\w+)|(Nothing) of Setpilot is open/g)];
      if (told.length < members.length) return;
      socket.destroy();
      resolve(told.map(([, group, nothing]) => group ?? nothing ?? ""));
    });
    socket.write(members.map((member) => bytesOf(member, "setpilot_check_access")).join(""));
  });
}

it("requests on one connection are each of whoever's token they bring", async () => {
  expect(await pipeline([bea, sue, nils, bea, nils, sue])).toEqual([
    "board",
    "sales",
    "Nothing",
    "board",
    "Nothing",
    "sales",
  ]);
});

it("a cancellation of a call with the same id, from somebody else, ends nothing", async () => {
  const call = bea.call("setpilot_list_orders", { page_size: 3 }, { id: "mine" });
  await sue.send({ method: "notifications/cancelled", params: { requestId: "mine", reason: "spite" } });
  expect(await call).toContain("rows[3]");
});

it("progress goes to the one who gave the token of it, though others give the same", async () => {
  const more = { id: 1, params: { _meta: { progressToken: "same" } } };
  const sql = "SELECT count(*) AS n FROM products";
  const [theirs, others] = await Promise.all([
    bea.call("setpilot_query", { sql }, more),
    sue.call("setpilot_list_orders", { page_size: 2 }, more),
  ]);
  expect(theirs).toContain("n");
  expect(others).not.toMatch(/products|Reading/);
});

it("prompts of tools that are not theirs are neither listed nor handed out", async () => {
  const [all, own] = await Promise.all([bea, nils].map((member) => member.send({ method: "prompts/list" })));
  expect(all).toContain("weekly_review");
  expect(own).not.toContain("weekly_review");
  const prompt = (name: string) => nils.send({ method: "prompts/get", params: { name, arguments: {} } });
  expect(await prompt("weekly_review")).toMatch(/"error".*is not open to you, so nothing was sent to Setpilot/);
});

it("a stream of news ends with the token that opened it", async () => {
  // 60 s are forgiven, for clocks that differ.
  const brief = team.member("bea", ["board"], { exp: Math.floor(Date.now() / 1000) - 57 });
  const stream = await brief.open({
    method: "subscriptions/listen",
    params: { notifications: { toolsListChanged: true } },
  });
  expect(stream.status).toBe(200);
  await stream.text();
  const response = await brief.open({ method: "tools/list" });
  expect(response.status).toBe(401);
});
