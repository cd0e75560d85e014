import { gzipSync } from "node:zlib";
import { answer, hangUp, healthy, type Reaction, reset } from "../helpers/fake-api.ts";
import { GOOD, type Row, THRICE } from "./row.ts";

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n";
const damaged = Buffer.concat([gzipSync(GOOD).subarray(0, 12), Buffer.from("nothing that can be unpacked")]);

const broken: readonly Row[] = [
  breaksOff("reset before the headers", reset("")),
  breaksOff("reset in the headers", reset("HTTP/1.1 200 OK\r\nContent-Le")),
  breaksOff("reset after the headers", reset(`${head}\r\n`)),
  breaksOff("reset in the body", reset(`${head}\r\n{"data":`)),
  breaksOff("closed before the headers", hangUp("")),
  breaksOff("closed in the body", hangUp(`${head}\r\n{"data":`)),
  breaksOff(
    "closed in a body of chunks",
    hangUp('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"data":\r\n'),
  ),
  breaksOff("closed in a packed body", answer(200, gzipSync(GOOD).subarray(0, 40), { "content-encoding": "gzip" })),
  { name: "reset once, then well", api: [reset(""), healthy], requests: 2, says: ["echo"], succeeds: true },
  {
    name: "closed in the body once, then well",
    api: [hangUp(`${head}\r\n{"data":`), healthy],
    requests: 2,
    says: ["echo"],
    succeeds: true,
  },
  {
    name: "closed after the answer",
    api: [hangUp(`HTTP/1.1 200 OK\r\nContent-Length: ${GOOD.length}\r\n\r\n${GOOD}`)],
    requests: 1,
    says: ["good"],
    succeeds: true,
  },
];

const notHttp: readonly Row[] = [
  noHttp("another protocol", hangUp("SSH-2.0-OpenSSH_9.6\r\n")),
  noHttp("a status that is none", hangUp("HTTP/1.1 two hundred\r\n\r\n")),
  noHttp("headers of 100 KB", hangUp(`${head}X-Long: ${"x".repeat(100_000)}\r\n\r\n`)),
  noHttp("chunks that are none", hangUp("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n")),
  noHttp("a packed body that cannot be unpacked", answer(200, damaged, { "content-encoding": "gzip" })),
];

const silent: readonly Row[] = [
  { name: "headers that never come", api: [() => undefined], requests: 1, says: [], givenUp: true },
  {
    name: "a body that stops",
    api: [(socket) => void socket.write(`${head}\r\n{"data":`)],
    requests: 1,
    says: [],
    givenUp: true,
  },
];

/** Stands in the query of a redirect. No text may repeat it. */
export const SECRET = "secret=1";

/** `other` is the address of a server that must never be asked. */
export function redirectRows(other: string): readonly Row[] {
  return [301, 302, 303, 307, 308].flatMap((status) => [
    redirect(`${status} to the same host`, status, "/elsewhere/?search=x", "answered with a redirect (HTTP"),
    redirect(
      `${status} to another host`,
      status,
      `${other}orders/?${SECRET}`,
      "answered with a redirect to 127.0.0.1:",
    ),
  ]);
}

function redirect(name: string, status: number, location: string, words: string): Row {
  const says = [words, `(HTTP ${status})`, "Keyscope follows none", "--base-url"];
  return { name, api: [answer(status, "", { location })], requests: 1, says };
}

function breaksOff(name: string, reaction: Reaction): Row {
  const says = [/The connection to 127\.0\.0\.1:\d+ broke off/, THRICE.said, "Try again"];
  return { name: `a connection that is ${name}`, api: [reaction], requests: THRICE.requests, says };
}

function noHttp(name: string, reaction: Reaction): Row {
  const says = [/127\.0\.0\.1:\d+ answered with something that is not HTTP/, "it was tried once", "Check the base URL"];
  return { name, api: [reaction], requests: 1, says };
}

export const connectionRows: readonly Row[] = [...broken, ...notHttp, ...silent];
