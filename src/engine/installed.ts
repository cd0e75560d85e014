import { createRequire } from "node:module";

/**
 * Whether the engine and its binary for this system are installed, found out without loading them. Whether it
 * loads is only known when it is started.
 * @param program the engine's bundled file, from which packages are looked for
 * @returns why it cannot be used; undefined where it is installed
 */
export function whyNotInstalled(program: string): string | undefined {
  const { resolve } = createRequire(program);
  try {
    const api = resolve("@duckdb/node-api");
    const bindings = createRequire(api).resolve("@duckdb/node-bindings");
    const { platform, arch } = process;
    const names = ["", "-musl"].map((libc) => `@duckdb/node-bindings-${platform}-${arch}${libc}/duckdb.node`);
    const found = names.some((name) => isResolvable(createRequire(bindings).resolve, name));
    return found ? undefined : `@duckdb/node-api has no binary for ${platform} ${arch}`;
  } catch {
    return "@duckdb/node-api is not installed";
  }
}

function isResolvable(resolve: NodeJS.RequireResolve, name: string): boolean {
  try {
    resolve(name);
    return true;
  } catch {
    return false;
  }
}
