import { openKeychain } from "./open-keychain.ts";
import type { KeychainAnswer, KeychainQuestion } from "./own-process.ts";

/*
 * The process that asks the keychain for a command: one question, which comes over the channel to whoever started it. Nothing is
 * read from the command line but which store is meant.
 */

/** Ends at once, whatever the library's threads wait for. */
function end(): void {
  process.kill(process.pid, "SIGKILL");
}

async function answer(question: KeychainQuestion): Promise<KeychainAnswer> {
  const store = process.argv[2] === "kernel" ? "kernel" : "default";
  const keychain = openKeychain({ env: process.env, platform: process.platform, store });
  switch (question.kind) {
    case "list":
      return (await keychain.list?.()) ?? [];
    case "read":
      return keychain.read(question.account);
    case "write":
      return keychain.write(question.account, question.value);
    case "remove":
      return keychain.remove(question.account);
    default:
      return question satisfies never;
  }
}

process.once("disconnect", end);
process.once("message", (question: KeychainQuestion) => {
  void answer(question).then((outcome) => process.send?.(outcome), end);
});
