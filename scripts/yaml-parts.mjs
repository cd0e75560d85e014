// What OpenAPI documents and clients' files use of js-yaml, once for both.
export { CORE_SCHEMA, dump, getScalarValue, load, loadAll, mergeTag, parseEvents, YAMLException } from "js-yaml";
