import { keyscope, version } from "../../package.json";

/** Keyscope's own version, as package.json states it. */
export const VERSION: string = version;

/** Whether npm has Keyscope. Until then the name there is nobody's, and nothing may be fetched under it. `npm run release` turns it. */
export const IS_PUBLISHED: boolean = keyscope.published;
