import { readFile, stat } from "node:fs/promises";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { isLoopback } from "../../credentials/base-url.ts";
import { createHttpClient, type HttpOutcome } from "../../http/client.ts";
import { describeNetworkFailure } from "../../messages/network-failures.ts";

/** OpenAPI documents of large products have more than ten megabytes. */
const MAX_BYTES = 50_000_000;
const TIMEOUT_MS = 30_000;
const TOO_LARGE = `is larger than ${MAX_BYTES / 1_000_000} MB, so it was not read.`;

/** The text of a file, or of a page of the web. Throws `CommandError`, which says what to do. */
export async function readSource(source: string): Promise<string> {
  const text = isWebAddress(source) ? await download(source) : await readLocal(source);
  return text.replace(/^\ufeff/, "");
}

function isWebAddress(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
}

async function readLocal(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw new CommandError(`${path} ${TOO_LARGE}`, ExitCode.usage);
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error;
    const reason = "code" in error ? fileFailure(String(error.code)) : error.message;
    throw new CommandError(`${path} cannot be read: ${reason}.`, ExitCode.usage);
  }
}

function fileFailure(code: string): string {
  switch (code) {
    case "ENOENT":
      return "there is no such file; look at the name and the folder";
    case "EISDIR":
      return "it is a folder; name the file in it";
    case "EACCES":
    case "EPERM":
      return "this user may not read it";
    default:
      return `the system says ${code}`;
  }
}

/** No key goes along, and no redirect is followed: what is read here decides where a key will go. */
async function download(address: string): Promise<string> {
  const url = checkedAddress(address);
  const http = createHttpClient(process.env, MAX_BYTES);
  const accept = "application/json, application/yaml;q=0.9, */*;q=0.5";
  const outcome = await http.get(url, { accept }, TIMEOUT_MS, new AbortController().signal);
  if (outcome.kind === "answer" && outcome.status === 200) return outcome.body;
  throw new CommandError(notRead(outcome, url), ExitCode.unavailable);
}

function checkedAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url === undefined || !isSafe || url.username !== "" || url.password !== "") {
    throw new CommandError(
      "That address cannot be read: it must begin with https:// and hold no user name (http:// only for this machine). Download the document yourself and give the file.",
      ExitCode.usage,
    );
  }
  url.hash = "";
  return url;
}

function notRead(outcome: HttpOutcome, url: URL): string {
  switch (outcome.kind) {
    case "too-large":
      return `The document at ${url.host} ${TOO_LARGE}`;
    case "failure":
      return `${describeNetworkFailure(outcome.reason, url.host, "The server")[0]}. Try again, or download the document yourself and give the file.`;
    case "answer": {
      const { status, headers } = outcome;
      const target = redirectTarget(headers["location"], url);
      return status >= 300 && status < 400 && target !== undefined
        ? `${url.host} redirects to ${target} (HTTP ${status}), and Keyscope follows no redirects. If you trust that address, give it instead.`
        : `${url.host} answered with HTTP ${status} instead of the document. Look at the address, or download the document yourself and give the file.`;
    }
    default:
      return outcome satisfies never;
  }
}

function redirectTarget(location: string | undefined, from: URL): string | undefined {
  return location !== undefined && URL.canParse(location, from.href)
    ? new URL(location, from.href).href.slice(0, 300)
    : undefined;
}
