import { mkdir, readdir, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { teapots } from "../../connectors/custom/examples.ts";
import { clientEnvironment, temporaryHome } from "../../helpers/clients.ts";
import { runCommand, startCommand } from "../../helpers/command.ts";
import { serve } from "../../helpers/loopback.ts";

/** Rows with all that is easily lost on the way, as the API writes them. */
export const POTS = `[
  {"id":1,"label":"=1+2","price":12345678901234567.89,"made":123456789012345678,"serial":123456789012345678901234567890,
   "ready":true,"day":"2026-03-29","at":"2026-03-29T02:30:00+02:00","note":"","tags":["a","b,\\"c\\""],
   "maker":{"town":"Jena","fee":0.10},"parts":[{"sku":"A","amount":1.5},{"sku":"B","amount":null}]},
  {"id":2,"label":"line\\nbreak, \\"quoted\\"","price":0.1,"made":-1,"serial":2,
   "ready":false,"day":"2026-11-21","at":"2026-11-21T09:18:00.25Z","note":null,"tags":[],
   "maker":null,"parts":[]}
]`;

/** An API of teapots that a person added, its key, and a folder to export to. */
export async function openPots() {
  const home = await temporaryHome();
  const folder = join(home.path, "out");
  await mkdir(folder);
  const pots = { rows: POTS, held: [] as (() => void)[], holds: false };
  const api = await serve((_: IncomingMessage, response: ServerResponse) => {
    const send = () => response.writeHead(200, { "content-type": "application/json" }).end(pots.rows);
    if (pots.holds) pots.held.push(send);
    else send();
  });
  const env = clientEnvironment(home.path, { KEYSCOPE_TEAPOTS_API_KEY: "tea_4f7c1d9a2b6e" });
  const definition = join(home.path, "teapots.json");
  await writeFile(definition, JSON.stringify({ ...teapots, baseUrl: `http://127.0.0.1:${api.port}/v1` }));
  const added = await runCommand(["connectors", "add", definition, "--yes"], { env });
  if (added.exitCode !== 0) throw new Error(added.stderr);
  const words = (args: readonly string[]) => ["export", ...args, "--connector", "teapots", "--refresh"];
  return {
    /** `holds`: the API answers only when `release` is called. */
    pots,
    folder,
    env,
    release() {
      pots.holds = false;
      for (const send of pots.held.splice(0)) send();
    },
    async run(args: readonly string[], added: Readonly<Record<string, string>> = {}) {
      const ended = await runCommand(words(args), { env: { ...env, ...added }, cwd: folder });
      // A slow machine has time to say how far it is.
      return { ...ended, stderr: ended.stderr.replace(/^Reading pots: .*\n/gm, "") };
    },
    start: (args: readonly string[], added: Readonly<Record<string, string>> = {}) =>
      startCommand(words(args), { env: { ...env, ...added }, cwd: folder }),
    files: async () => (await readdir(folder)).sort(),
    async close() {
      await api.close();
      await home.remove();
    },
  };
}
