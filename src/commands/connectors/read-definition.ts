import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { loadCustomConnectors } from "../../app/find-connector.ts";
import type { Checked } from "../../connectors/custom/check.ts";
import type { OpenApiResult } from "../../connectors/openapi/index.ts";
import { readSource } from "./read-source.ts";

/** What a person says beside the file or address. */
export interface ReadOptions {
  readonly id?: string | undefined;
  /** Operations with commas between. */
  readonly include?: string | undefined;
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
export async function readDefinition(source: string, { id, include }: ReadOptions): Promise<ReadDefinition> {
  const text = await readSource(source);
  const { fromOpenApi, parseDocument } = await import("../../connectors/openapi/index.ts");
  const parsed = await parseDocument(text);
  if (!parsed.ok) throw new CommandError(`${source} cannot be used: ${parsed.failure}`, ExitCode.usage);
  if (!parsed.isOpenApi) {
    refuseOpenApiOptions({ id, include });
    refuseOtherFormats(source, text, parsed.document);
    return { kind: "checked", checked: await check(parsed.document), openApi: undefined };
  }
  const result = fromOpenApi(parsed.document, {
    source,
    ...(id === undefined ? {} : { id }),
    ...(include === undefined ? {} : { include: listOf(include) }),
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

function refuseOpenApiOptions({ id, include }: ReadOptions): void {
  if (id === undefined && include === undefined) return;
  throw new CommandError(
    "--id and --include are for OpenAPI documents, and this is a definition. Change the file instead.",
    ExitCode.usage,
  );
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

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
