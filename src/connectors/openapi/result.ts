import type { OwnFile } from "../schema/definition-schema.ts";

/** An operation or path of the document that cannot become a tool, and why, as a clause: "Download answers text/csv, not JSON". */
export interface LeftOut {
  readonly operation: string;
  readonly why: string;
}

/** An operation to choose from. */
export interface Choice {
  /** What `include` takes: the operationId, or the name that its tool would have. */
  readonly id: string;
  readonly path: string;
  /** Its first tag, or empty. */
  readonly tag: string;
  readonly summary: string;
}

/** What became of an OpenAPI document. */
export type OpenApiResult =
  | {
      readonly kind: "definition";
      readonly definition: OwnFile;
      /** How many the document has, of every method. */
      readonly operations: number;
      readonly leftOut: readonly LeftOut[];
      /** What a person should know or look at, as sentences. */
      readonly notes: readonly string[];
    }
  /** More than an assistant does well with: a person has to say which. */
  | {
      readonly kind: "choose";
      readonly operations: readonly Choice[];
      readonly total: number;
      readonly leftOut: readonly LeftOut[];
    }
  /** Why nothing could be made of it, and what to do. */
  | { readonly kind: "refused"; readonly problem: string };
