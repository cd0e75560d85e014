import { version } from "../../package.json";

/** Keyscope's own version, as package.json states it. */
export const VERSION: string = version;
