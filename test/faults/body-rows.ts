import { brotliCompressSync, gzipSync } from "node:zlib";
import { answer, type Reaction } from "../helpers/fake-api.ts";
import { GOOD, type Row } from "./row.ts";

const LIMIT = 10_000_000;
const padded = (bytes: number) => `{"data":"${"x".repeat(bytes - 11)}"}`;
const half = '{"data":{"rows":[{"id":1,"na';
const deep = (levels: number) => `{"data":${"[".repeat(levels)}${"]".repeat(levels)}}`;
const latin1 = Buffer.from('{"data":{"rows":[{"name":"Gr\xf6\xdfe"}]},"meta":{}}', "latin1");

const AGAIN = /try again/i;

const none: readonly Row[] = [
  refused(
    "HTML",
    page("Log in to the network"),
    'a web page arrived, titled "Log in to the network" (HTTP 200)',
    AGAIN,
  ),
  refused(
    "HTML named JSON",
    answer(200, "<html><body>no title</body></html>"),
    "Instead of data a web page arrived (HTTP",
  ),
  refused("XML", answer(200, '<?xml version="1.0"?><data/>', { "content-type": "text/xml" }), "answer is not JSON"),
  refused("nothing", answer(200, ""), "Setpilot sent an empty answer (HTTP 200)", AGAIN),
  refused("204", answer(204, "", { "content-length": undefined }), "Setpilot sent an empty answer (HTTP 204)"),
  refused("half a JSON", answer(200, half), "Setpilot's answer broke off in the middle (HTTP 200)", AGAIN),
  refused(
    "half a JSON, packed",
    packed(gzipSync(half), "gzip"),
    "Setpilot's answer broke off in the middle (HTTP 200)",
  ),
  refused(
    "words",
    answer(200, "all is well", { "content-type": "text/plain" }),
    "Setpilot's answer is not JSON",
    AGAIN,
  ),
  refused("nested 2,000 deep", answer(200, deep(2_000)), "Setpilot's answer is nested too deeply"),
  refused("nested 2,000,000 deep", answer(200, deep(2_000_000)), "Setpilot's answer is nested too deeply"),
  refused(
    "an object of 60,000 keys",
    answer(200, JSON.stringify({ data: Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`k${at}`, 1])) })),
    "Setpilot's answer has more than 50,000 different names of fields",
    "so it was not read (HTTP 200). Ask for less: a smaller limit or page_size",
  ),
  refused("nested without an end", answer(200, "[".repeat(500_000)), "Setpilot's answer is nested too deeply"),
];

const tooMuch: readonly Row[] = [
  refused("10 MB and one byte", answer(200, padded(LIMIT + 1)), "larger than 10 MB", "page_size"),
  refused("10 MB and one byte, gzip", packed(gzipSync(padded(LIMIT + 1)), "gzip"), "larger than 10 MB"),
  refused(
    "a compression bomb, gzip",
    packed(gzipSync(Buffer.alloc(60_000_000)), "gzip"),
    "larger than 10 MB",
    "page_size",
  ),
  refused("a compression bomb, br", packed(brotliCompressSync(Buffer.alloc(60_000_000)), "br"), "larger than 10 MB"),
  refused("a stream without an end", endless(), "larger than 10 MB"),
  refused("an error page of 11 MB", answer(500, "x".repeat(11_000_000)), "larger than 10 MB"),
];

const readable: readonly Row[] = [
  read("10 MB to the byte", answer(200, padded(LIMIT)), "xxxxxxxxxx"),
  read("a byte-order mark", answer(200, `\ufeff${GOOD}`), "Teapots"),
  read("Latin-1, named", answer(200, latin1, { "content-type": "application/json; charset=iso-8859-1" }), "Größe"),
  read("Latin-1, not named", answer(200, latin1), "Gr\ufffd"),
  read(
    "a charset that nobody knows",
    answer(200, GOOD, { "content-type": "application/json; charset=x-what" }),
    "good",
  ),
  read("gzip", packed(gzipSync(GOOD), "gzip"), "good"),
  read("br", packed(brotliCompressSync(GOOD), "br"), "good"),
  read("nested 900 deep", answer(200, deep(900)), "All below is data"),
  read("one byte at a time", dripped(GOOD), "good"),
];

function refused(name: string, reaction: Reaction, ...says: (string | RegExp)[]): Row {
  return { name: `a body of ${name}`, api: [reaction], requests: 1, says };
}

function read(name: string, reaction: Reaction, ...says: string[]): Row {
  return { name: `a body with ${name}`, api: [reaction], requests: 1, says, succeeds: true };
}

function page(title: string): Reaction {
  const html = `<!doctype html>\n<html><head><title>${title}</title></head><body><form></form></body></html>`;
  return answer(200, html, { "content-type": "text/html" });
}

function packed(bytes: Buffer, encoding: string): Reaction {
  return answer(200, bytes, { "content-encoding": encoding });
}

/** As fast as the caller takes it: every byte is a packet of its own. */
function dripped(body: string): Reaction {
  return (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
    const next = (at: number): unknown =>
      at < body.length && socket.write(body.charAt(at), () => setImmediate(next, at + 1));
    next(0);
  };
}

/** For as long as somebody reads it. */
function endless(): Reaction {
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  return (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const more = (): unknown => socket.writable && socket.write(chunk, (error) => error || setImmediate(more));
    more();
  };
}

export const bodyRows: readonly Row[] = [...none, ...tooMuch, ...readable];
