// Stands in for undici's HTTP/2 and for its forms as bodies, which no request reaches: see scripts/smaller-parts.mjs.
function unused() {
  throw new Error("Keyscope is built without HTTP/2 and without forms as bodies.");
}

module.exports = Object.assign(unused, { extractBody: unused });
