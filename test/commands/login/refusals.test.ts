import { describe, expect, it } from "vitest";
import { startKeychainCommands } from "../../helpers/keychain-commands.ts";

const { isSkipped, keyscope, sandbox } = await startKeychainCommands();

describe.skipIf(isSkipped)("what login refuses at once", () => {
  it.concurrent.each([
    ["nothing", "", "No key was given."],
    ["blank lines", " \n\r\n", "No key was given."],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a script that quotes wrongly pipes in
    ["an unexpanded variable", "${SETPILOT_API_KEY}", '"${SETPILOT_API_KEY}" is a placeholder'],
    ["a placeholder", "YOUR_API_KEY", '"YOUR_API_KEY" is a placeholder'],
    ["two words", "spa_sk_one spa_sk_two", "contains spaces or line breaks"],
    ["a file of several lines", "A=1\nB=2\n", "contains spaces or line breaks"],
    ["letters beyond ASCII", "spa_sk_schlüssel_12345", "not plain letters, digits and signs"],
    ["a control character", "spa_sk_\u0007_0123456789", "contains control characters"],
    ["5,000 characters", "k".repeat(5_000), "far longer than any key"],
    ["a large file", "k".repeat(200_000), "far longer than any"],
  ])("refuses %s and asks nobody", async (_, stdin, said) => {
    const { stdout, stderr, exitCode } = await keyscope(
      ["login", "--base-url", sandbox.baseUrl("setpilot"), "--untested"],
      stdin,
    );
    expect(exitCode).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
    expect(sandbox.requests).toHaveLength(0);
  });

  it.concurrent.each([
    ["http://shop.example/api/", "it must begin with https://, because over http:// anyone on the way could read"],
    ["https://me:secret@shop.example/", "it must not contain a user name or password"],
    ["https://shop.example/?key=1", "it must not contain a question mark"],
    ["https://shop.example/#top", "it must not contain a #"],
    ["ftp://shop.example/", "it must begin with https://"],
    ["shop.example", "it is not a complete address"],
  ])("refuses the address %s before it takes the key", async (address, said) => {
    const { stderr, exitCode } = await keyscope(["login", "--base-url", address, "--untested"], sandbox.keys.all);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`--base-url cannot be used: ${said}`);
    expect(stderr).not.toContain("secret@");
  });

  it.concurrent.each([
    ["login", "spa_sk_typed_0123456789"],
    ["login", "setpilot", "spa_sk_typed_0123456789"],
    ["login", "--key=spa_sk_typed_0123456789"],
    ["login", "--profile", "spa_sk_typed_0123456789"],
    ["serve", "spa_sk_typed_0123456789"],
    ["serve", "setpilot", "--profile", "spa_sk_typed_0123456789"],
    ["spa_sk_typed_0123456789"],
    ["login", "ebiz", "ck_0123456789abcdef0123456789abcdef"],
    ["login", "ebiz", "--secret=cs_0123456789abcdef0123456789abcdef"],
  ])("does not take a key from the command line, nor repeat it: %s %s %s", async (...words) => {
    const { stdout, stderr, exitCode } = await keyscope(words.filter((word) => word !== undefined));
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("A key does not belong on a command line");
    expect(stderr).toContain("revoke this one");
    expect(stderr).not.toContain("0123456789");
  });

  it.concurrent.each(["search=stock_0123456789ab", "search=ck_short", "search=cs_", "search=ask_0123456789abc"])(
    "takes a word for no key that only looks a little like one: %s",
    async (word) => {
      const { stderr } = await keyscope(["call", "setpilot_list_orders", word]);
      expect(stderr).not.toContain("does not belong on a command line");
    },
  );

  it("stored nothing in all this", async () => {
    const { stdout, exitCode } = await keyscope(["status", "setpilot"]);
    expect(exitCode).toBe(3);
    expect(stdout).toContain("nothing is stored in the keychain");
  });
});
