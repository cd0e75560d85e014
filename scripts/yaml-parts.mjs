// What OpenAPI documents and clients' files use of js-yaml, once for both.
export {
  CORE_SCHEMA,
  dump,
  getScalarValue,
  load,
  loadAll,
  mergeTag,
  parseEvents,
  YAMLException,
  // @ts-expect-error Its types are those of the package.
} from "../node_modules/js-yaml/dist/js-yaml.mjs";
