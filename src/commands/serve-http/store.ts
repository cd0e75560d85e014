import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Log } from "../../app/log.ts";
import type { PartState } from "../../http-server/health.ts";
import { describeStore, explainAddressProblem } from "../../messages/store/store-failures.ts";
import { findAddress } from "../../rate-limit/valkey/address.ts";
import type { Valkey } from "../../rate-limit/valkey/open.ts";
import { readRegularFile } from "../../utils/read-file.ts";
import { systemClock } from "../../utils/time.ts";

const LARGEST_FILE = 10_000;

/** Opens the store in which several servers count together, where one is named; ends the command where its address is none. */
export async function openStoreNamed(
  argument: string | undefined,
  environment: NodeJS.ProcessEnv,
  log: Log,
): Promise<Valkey | undefined> {
  const readFile = (path: string) => readRegularFile(path, LARGEST_FILE).toString("utf8");
  const found = findAddress({ argument, environment, readFile });
  if (!found.ok) throw new CommandError(explainAddressProblem(found.problem), ExitCode.usage);
  if (found.address === undefined) return undefined;
  const { openValkey } = await import("../../rate-limit/valkey/open.ts");
  return openValkey(found.address, systemClock, (state) => {
    log(state.kind === "alone" ? "warn" : "info", describeStore(state));
  });
}

/** What `GET /readyz` says of it. Without the store a server answers all the same, within its share. */
export async function describeStorePart(store: Valkey): Promise<PartState> {
  return { isReady: true, lines: { store: store.state().kind } };
}
