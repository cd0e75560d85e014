import { getOwn } from "../utils/own.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Make room",
  EDQUOT: "your quota of the disk is used up. Make room",
  EFBIG: "it would be larger than a file may be there. Write to another disk",
  EACCES: "you may not write there. Change the folder's rights",
  EPERM: "you may not write there. Change the folder's rights",
  EROFS: "the disk is read-only. Write to another one",
  ENAMETOOLONG: "its name is too long. Write a shorter one",
};

/** Why the system did not write a file and what to do about it, by its code: "the disk is full. Make room, and try again." */
export function whyNotWritten(code: string): string {
  return `${getOwn(REASONS, code) ?? `the system says ${code}. Mend that`}, and try again.`;
}
