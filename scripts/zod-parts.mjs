// What definitions, OpenAPI documents, rows on disk and the sandbox use of zod, once for all of them. By name: the namespace would bring
// every language of its messages.
export {
  array,
  boolean,
  discriminatedUnion,
  enum,
  int,
  literal,
  looseObject,
  nullable,
  number,
  object,
  optional,
  record,
  strictObject,
  string,
  union,
} from "zod/v4";
