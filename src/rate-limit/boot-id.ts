import { readFileSync, readlinkSync } from "node:fs";

/**
 * Names the start of this machine, and the clock that counts since then: times of processes with the same name can be
 * compared. Linux has an id for each start of the kernel, and one for each namespace of clocks, of which containers may
 * have their own. Elsewhere "0": there the id can only be had by starting another program.
 */
export function readBootId(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").replace(/[^0-9a-f]/g, "");
    return boot + readlinkSync("/proc/self/ns/time").replace(/\D/g, "");
  } catch {
    return "0";
  }
}
