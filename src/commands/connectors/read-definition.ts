import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { loadCustomConnectors } from "../../app/find-connector.ts";
import type { Checked } from "../../connectors/custom/check.ts";
import type { OpenApiResult } from "../../connectors/openapi/index.ts";
import { isLoopback } from "../../credentials/base-url.ts";
import { createHttpClient, type HttpOutcome } from "../../http/client.ts";
import { describeNetworkFailure } from "../../messages/network-failures.ts";
import { LARGEST_FILE, readRegularFile, whyUnreadable } from "../../utils/read-file.ts";

/** What a person says beside the file or address. */
export interface ReadOptions {
  readonly id?: string | undefined;
  /** Operations with commas between. */
  readonly include?: string | undefined;
  /** Headers as "NAME: VALUE". */
  readonly header?: readonly string[] | undefined;
}

/** What an OpenAPI document was turned into. */
export type FromOpenApi = Extract<OpenApiResult, { kind: "definition" }>;
export type Choice = Extract<OpenApiResult, { kind: "choose" }>;

/** What a file or an address came to. */
export type ReadDefinition =
  /** `openApi`: what was made of the document, where it was one. */
  | { readonly kind: "checked"; readonly checked: Checked; readonly openApi: FromOpenApi | undefined }
  | { readonly kind: "choose"; readonly choice: Choice };

/** Reads a definition, or makes one from an OpenAPI document, and checks it. Throws `CommandError`. */
export async function readDefinition(source: string, options: ReadOptions): Promise<ReadDefinition> {
  const { id, include, header = [] } = options;
  const text = await readSource(source);
  const { fromOpenApi, parseDocument } = await import("../../connectors/openapi/index.ts");
  const parsed = await parseDocument(text);
  if (!parsed.ok) throw new CommandError(`${source} cannot be used: ${parsed.failure}`, ExitCode.usage);
  if (!parsed.isOpenApi) {
    if (id !== undefined || include !== undefined || header.length > 0) {
      throw new CommandError(
        "--id, --include and --header are for OpenAPI documents, and this is a definition. Change the file instead.",
        ExitCode.usage,
      );
    }
    refuseOtherFormats(source, text, parsed.document);
    return { kind: "checked", checked: await check(parsed.document), openApi: undefined };
  }
  const result = fromOpenApi(parsed.document, {
    source,
    ...(id === undefined ? {} : { id }),
    ...(include === undefined ? {} : { include: listOf(include) }),
    headers: Object.fromEntries(header.map(readHeader)),
  });
  switch (result.kind) {
    case "definition":
      return { kind: "checked", checked: await check(result.definition), openApi: result };
    case "choose":
      return { kind: "choose", choice: result };
    case "failed":
      throw new CommandError(result.failure, ExitCode.usage);
    default:
      return result satisfies never;
  }
}

async function check(definition: unknown): Promise<Checked> {
  const { checkDefinition } = await import("../../connectors/custom/check.ts");
  return checkDefinition(definition, await loadCustomConnectors(idOf(definition)));
}

/** The id that the definition wants, if it tells one: a definition of the same id is replaced, so its tools are free. */
function idOf(definition: unknown): string | undefined {
  if (typeof definition !== "object" || definition === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(definition));
  const id = members.get("extends") ?? members.get("id");
  return typeof id === "string" ? id : undefined;
}

function refuseOtherFormats(source: string, text: string, document: unknown): void {
  if (text.trimStart().startsWith("{") && isOfModestSize(document)) return;
  throw new CommandError(
    `${source} is neither a definition, which is a JSON object, nor an OpenAPI document, which has a member "openapi".`,
    ExitCode.usage,
  );
}

/** Far more than 128 endpoints need. Counted in what was read: a YAML text can name one part of itself many times. */
const MOST_VALUES = 200_000;

function isOfModestSize(document: unknown): boolean {
  const waiting: unknown[] = [document];
  for (let count = 0; waiting.length > 0; count++) {
    if (count > MOST_VALUES) return false;
    const value = waiting.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const inner of Object.values(value)) waiting.push(inner);
  }
  return true;
}

/** Whether it may be sent is for the definition's own checks to say. */
function readHeader(text: string): [name: string, value: string] {
  const colon = text.indexOf(":");
  if (colon > 0) return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  throw new CommandError('--header takes "NAME: VALUE", such as "Notion-Version: 2022-06-28".', ExitCode.usage);
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

const TIMEOUT_MS = 30_000;

/** The text of a file, or of a page of the web. Throws `CommandError`, which says what to do. */
async function readSource(source: string): Promise<string> {
  const isWebAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(source);
  const text = isWebAddress ? await download(source) : readLocal(source);
  return text.replace(/^\ufeff/, "");
}

function readLocal(path: string): string {
  try {
    return readRegularFile(path).toString();
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${whyUnreadable(error)}.`, ExitCode.usage);
  }
}

/** No key goes along, and no redirect is followed: what is read here decides where a key will go. */
async function download(address: string): Promise<string> {
  const url = checkedAddress(address);
  const http = createHttpClient(process.env, LARGEST_FILE);
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
      return `The document at ${url.host} is larger than ${LARGEST_FILE / 1_000_000} MB, so it was not read.`;
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
