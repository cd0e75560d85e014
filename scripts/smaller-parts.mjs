import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";

/**
 * Data in code of which compression leaves a third: what phone numbers look like, and undici's parser of HTTP. To unpack it takes
 * 1 ms each, when a process first masks an answer or sends a request.
 * @type {import("esbuild").Plugin}
 */
export const packedData = {
  name: "packed-data",
  setup(build) {
    /** @type {Set<string>} */
    const packed = new Set();
    /** @type {(path: string, data: Buffer, code: (bytes: string) => string) => import("esbuild").OnLoadResult} */
    const pack = (path, data, code) => {
      packed.add(path);
      const text = brotliCompressSync(data).toString("base64");
      return { contents: code(`require("node:zlib").brotliDecompressSync(Buffer.from("${text}", "base64"))`) };
    };
    build.onLoad({ filter: /[/\\]metadata\.max\.json\.js$/ }, async ({ path }) =>
      pack(path, await readFile(path.replace(/\.js$/, "")), (bytes) => `export default JSON.parse(String(${bytes}));`),
    );
    build.onLoad({ filter: /[/\\]llhttp-wasm\.js$/ }, ({ path }) =>
      pack(path, createRequire(path)(path), (bytes) => `module.exports = ${bytes};`),
    );
    build.onEnd(() => {
      if (packed.size !== 2) throw new Error(`Data of two packages was expected, and there is: ${[...packed]}`);
    });
  },
};

const UNUSED = resolve("scripts/unused-of-undici.cjs");

/**
 * undici without what none of Keyscope's requests needs: HTTP/2, which nobody asks it to offer, and forms as bodies, with which its
 * fetch comes along. And it brings its parser of HTTP twice, for processors that do several steps at once, and for all: with a few
 * requests a second nobody can tell them apart.
 * @type {import("esbuild").Plugin}
 */
export const lessOfUndici = {
  name: "less-of-undici",
  setup(build) {
    build.onResolve({ filter: /\/(?:client-h2|web\/fetch\/body)\.js$/ }, () => ({ path: UNUSED }));
    build.onResolve({ filter: /\/llhttp_simd-wasm\.js$/ }, ({ path, resolveDir }) => {
      return { path: resolve(resolveDir, path.replace("llhttp_simd-wasm", "llhttp-wasm")) };
    });
    build.onEnd(({ metafile }) => {
      const files = Object.keys(metafile?.inputs ?? {}).filter((file) => file.includes("/undici/"));
      const parsers = files.filter((file) => /llhttp.*wasm/.test(file));
      if (parsers.length !== 1) throw new Error(`One parser of undici was expected, and there are: ${parsers}`);
      const unused = files.filter((file) => /client-h2|\/web\//.test(file));
      if (unused.length > 0) throw new Error(`These parts of undici were taken for unused: ${unused}`);
    });
  },
};

/**
 * Of node-redis' socket, what moves connections of a Redis Enterprise that is being maintained: all that is used of it writes
 * notes for whoever develops that.
 * @type {import("esbuild").Plugin}
 */
export const withoutMaintenance = {
  name: "without-maintenance",
  setup(build) {
    build.onLoad({ filter: /\/enterprise-maintenance-manager\.js$/ }, () => ({
      contents: "exports.dbgMaintenance = () => undefined;",
    }));
  },
};
