// @ts-nocheck: it stands in for parts of Node, which no type allows.
// Loaded into the program by a test: the n-th change of the disk kills it half-way (DIE_AT), or fails (FAIL_AT).
const fs = require("node:fs");
const promises = require("node:fs/promises");

let count = 0;

for (const name of ["mkdir", "writeFile", "chmod", "rename", "rm"]) {
  const real = promises[name];
  promises[name] = async (...args) => {
    count += 1;
    if (String(count) === process.env.DIE_AT) {
      // What a full buffer leaves of a file when the process ends.
      if (name === "writeFile") fs.writeFileSync(args[0], String(args[1]).slice(0, 20));
      process.kill(process.pid, "SIGKILL");
      await new Promise(() => undefined);
    }
    if (String(count) === process.env.FAIL_AT) {
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: "ENOSPC" });
    }
    return real(...args);
  };
}
