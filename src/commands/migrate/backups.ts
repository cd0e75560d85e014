import { askYesOrNo } from "../../terminal/prompt.ts";
import type { Person } from "./keys.ts";
import { shred } from "./shred.ts";

/** Backups hold the keys that were moved. Shreds them if the person wants it, and says what that cannot reach. */
export async function offerToShred(backups: readonly string[], { output, mayAsk }: Person): Promise<void> {
  if (backups.length === 0) return;
  output.out("");
  output.out(backups.length === 1 ? "This backup still holds the key:" : "These backups still hold the keys:");
  for (const backup of backups) output.out(`  ${backup}`);
  const it = backups.length === 1 ? "it" : "them";
  if (
    mayAsk &&
    (await askYesOrNo(`Shred ${it} now, that is overwrite ${it} with random bytes and delete ${it}?`, true)) !== true
  ) {
    output.out(`Kept. Never commit or share ${it}. \`keyscope migrate\` offers this again.`);
    return;
  }
  for (const backup of backups) {
    try {
      await shred(backup);
      output.out(`Shredded ${backup}.`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      output.err(`${backup} could not be shredded: ${reason}. Delete it yourself.`);
    }
  }
  output.out(
    "Older copies may survive all the same: on an SSD, in a synced folder, or in a backup of this machine or of the client. Only replacing the key makes those worthless.",
  );
}
