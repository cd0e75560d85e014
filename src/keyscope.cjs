#!/usr/bin/env node
// A Node that is too old must be able to read this file to its end to say so: it is built for the JavaScript of 2009, and
// the program is loaded after the question. Too old is all before 20.19, as package.json says under "engines".
if (/^(1?\d|20\.(\d|1[0-8]))\./.test(process.versions.node)) {
  process.exitCode = 1;
  process.stderr.write(
    `Keyscope needs Node.js 20.19 or later; this is ${process.version}. Install it from https://nodejs.org, then try again.\n`,
  );
} else {
  require("./cli.ts");
}
