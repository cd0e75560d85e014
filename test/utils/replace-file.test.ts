import { describe, expect, it } from "vitest";
import { renameFile } from "../../src/utils/replace-file.ts";

/** Renames on a system where the first tries fail so. Returns the pauses that were made. */
async function renamed(platform: NodeJS.Platform, codes: readonly string[]): Promise<number[]> {
  const left = [...codes];
  const pauses: number[] = [];
  const fail = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));
  await renameFile("a.tmp", "a", {
    platform,
    rename: () => {
      const code = left.shift();
      return code === undefined ? Promise.resolve() : fail(code);
    },
    wait: (milliseconds) => Promise.resolve(pauses.push(milliseconds)),
  });
  return pauses;
}

describe("renaming a file", () => {
  it("is tried again on Windows while another program has the file open, for half a second", async () => {
    expect(await renamed("win32", ["EPERM", "EBUSY", "EACCES"])).toEqual([10, 20, 40]);
    await expect(
      renamed(
        "win32",
        Array.from({ length: 7 }, () => "EPERM"),
      ),
    ).rejects.toThrow("EPERM");
    expect(
      (
        await renamed(
          "win32",
          Array.from({ length: 6 }, () => "EPERM"),
        )
      ).reduce((sum, one) => sum + one),
    ).toBe(500);
  });

  it("is not tried again for any other reason, nor on other systems, where these mean no", async () => {
    await expect(renamed("win32", ["ENOSPC"])).rejects.toThrow("ENOSPC");
    await expect(renamed("linux", ["EPERM"])).rejects.toThrow("EPERM");
    await expect(renamed("darwin", ["EBUSY"])).rejects.toThrow("EBUSY");
  });
});
