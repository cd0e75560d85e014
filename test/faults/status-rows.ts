import { COMMAND } from "../helpers/clients.ts";
import { answer, healthy, type Reaction } from "../helpers/fake-api.ts";
import { type Row, THRICE } from "./row.ts";

const said = (status: number) => answer(status, JSON.stringify({ detail: `Words ${status}` }));
const refusals: readonly Row[] = [
  [400, "Change the arguments accordingly"],
  [402, "plan or a payment"],
  [404, "a page beyond the last one"],
  [405, "update Keyscope"],
  [409, "Change the arguments accordingly"],
  [410, "update Keyscope"],
  [413, "Change the arguments accordingly"],
  [418, "Change the arguments accordingly"],
  [422, "Change the arguments accordingly"],
].map(([status, advice]) => ({
  name: `${status}`,
  api: [said(Number(status))],
  requests: 1,
  says: [`did not accept the request (HTTP ${status})`, `Setpilot said: "Words ${status}".`, String(advice)],
}));

const ownFailure: readonly Row[] = [500, 501, 505, 520].map((status) => ({
  name: `${status}`,
  api: [said(status)],
  requests: 1,
  says: [`a problem of its own (HTTP ${status}); it was tried once.`, "try again in a few minutes"],
}));

const passing: readonly Row[] = [502, 503, 504].flatMap((status) => [
  {
    name: `${status}`,
    api: [said(status)],
    requests: THRICE.requests,
    says: [`(HTTP ${status}); ${THRICE.said}.`, `Setpilot said: "Words ${status}".`, "try again in a few minutes"],
  },
  { name: `${status}, then well`, api: [said(status), healthy], requests: 2, says: ["echo"], succeeds: true },
]);

const page = "<!DOCTYPE html><html><head><title>Bad Gateway</title></head><body><h1>nginx</h1></body></html>";
const dressed: readonly Row[] = [
  {
    name: "500 with a page",
    api: [answer(500, page, { "content-type": "text/html" })],
    requests: 1,
    says: ["(HTTP 500); it was tried once. Nothing is wrong"],
  },
  {
    name: "500 with a page inside JSON",
    api: [answer(500, JSON.stringify({ error: { message: page } }))],
    requests: 1,
    says: ["(HTTP 500); it was tried once. Nothing is wrong"],
  },
  {
    name: "500 with a page after some words",
    api: [answer(500, `upstream failed\n${page}`, { "content-type": "text/plain" })],
    requests: 1,
    says: ["(HTTP 500); it was tried once. Nothing is wrong"],
  },
  {
    name: "400 with a stack of its own",
    api: [answer(400, JSON.stringify({ detail: "Bad year", trace: "Error\n    at f (/srv/api/app.js:1:1)" }))],
    requests: 1,
    says: ['Setpilot said: "Bad year".'],
  },
  { name: "503, Retry-After 1", api: [retryAfter(503, "1"), healthy], requests: 2, says: ["echo"], succeeds: true },
  {
    name: "503, Retry-After 120",
    api: [retryAfter(503, "120")],
    requests: 1,
    says: ["(HTTP 503); it was tried once.", "try again in a few minutes"],
  },
];

const keys: readonly Row[] = [
  {
    name: "401",
    api: [said(401)],
    requests: 1,
    says: ["(HTTP 401): it is invalid or was revoked.", "Settings → API Keys", `${COMMAND} login setpilot`],
    // The look asks for every scope again, and the tools are back.
    key: { next: "answers after a look", probes: 4 },
  },
  {
    name: "403 that no scope explains",
    api: [said(403)],
    requests: 1,
    says: ["HTTP 403", 'Setpilot said: "Words 403".'],
    key: { next: "answers", probes: 4 },
  },
  throttled("429, one second", [retryAfter(429, "1"), healthy]),
  throttled("429, a date that has passed", [retryAfter(429, "Sun, 06 Nov 1994 08:49:37 GMT"), healthy]),
  throttled("429, no time named", [said(429), healthy]),
  throttled("429, a time that cannot be read", [retryAfter(429, "soon"), healthy]),
  {
    name: "429, no time named, twice",
    api: [said(429)],
    requests: 2,
    says: ["too many requests (HTTP 429)", "120 requests a minute", /Try again in 60 s \(at \d\d:\d\d:\d\d\)/],
    key: { next: "waits", probes: 0 },
  },
  {
    name: "429, one second, again and again",
    api: [retryAfter(429, "1")],
    requests: 2,
    says: ["too many requests (HTTP 429)", /Try again in 1 s \(at \d\d:\d\d:\d\d\)/],
    key: { next: "answers", probes: 0 },
  },
  waits("429, 34 seconds", retryAfter(429, "34"), /Try again in 34 s/),
  waits("429, a date", inSeconds(90), /Try again in (89|90|91) s/),
  waits("429, an absurd time", retryAfter(429, "9".repeat(400)), /Try again in 3600 s/),
  waits("429, a page", answer(429, page, { "retry-after": "20", "content-type": "text/html" }), /Try again in 20 s/),
];

function retryAfter(status: number, value: string): Reaction {
  return answer(status, JSON.stringify({ detail: `Words ${status}` }), { "retry-after": value });
}

function inSeconds(seconds: number): Reaction {
  return (socket, request) => retryAfter(429, new Date(Date.now() + seconds * 1000).toUTCString())(socket, request);
}

/** A wait of 5 s or less happens silently, once. */
function throttled(name: string, api: readonly Reaction[]): Row {
  return { name, api, requests: 2, says: ["echo"], succeeds: true, key: { next: "answers", probes: 0 } };
}

/** A longer one is answered at once. */
function waits(name: string, reaction: Reaction, seconds: RegExp): Row {
  return { name, api: [reaction], requests: 1, says: ["(HTTP 429)", seconds], key: { next: "waits", probes: 0 } };
}

export const statusRows: readonly Row[] = [...refusals, ...ownFailure, ...passing, ...dressed, ...keys];
