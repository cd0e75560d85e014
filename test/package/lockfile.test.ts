import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import * as z from "zod";

const lockfile = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        dev: z.boolean().optional(),
        optional: z.boolean().optional(),
        devOptional: z.boolean().optional(),
        os: z.array(z.string()).optional(),
        hasInstallScript: z.boolean().optional(),
        resolved: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8")));

const locked = Object.entries(lockfile.packages);

it("the lockfile installs everywhere: every optional package of every system has its entry", () => {
  const names = new Set(locked.map(([path]) => path.replace(/^.*node_modules\//, "")));
  const optional = locked.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}));
  expect(optional.filter((name) => !names.has(name))).toEqual([]);
});

it("the lockfile names no registry", () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

it("production needs the keychain library and, where it can be had, the engine, without an install script", () => {
  const production = locked.filter(([path, { dev }]) => path !== "" && dev !== true);
  const everywhere = production.filter(([, { os }]) => os === undefined);
  const name = ([path]: (typeof locked)[number]) => path.replace("node_modules/", "");
  expect(everywhere.filter(([, { optional, devOptional }]) => !(optional ?? devOptional ?? false)).map(name)).toEqual([
    "@napi-rs/keyring",
  ]);
  expect(everywhere.filter(([, { optional, devOptional }]) => optional ?? devOptional ?? false).map(name)).toEqual([
    "@duckdb/node-api",
    "@duckdb/node-bindings",
    "detect-libc",
  ]);
  expect(production.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
});
