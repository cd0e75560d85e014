import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Ticks of a second in Linux's accounts of processes. */
const TICKS = 100;

/** Resident memory of a process in MB; undefined where the system does not tell. */
export function residentMb(pid: number): number | undefined {
  try {
    if (process.platform === "linux") {
      const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      return kb === undefined ? undefined : Number(kb) / 1024;
    }
    return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
  } catch {
    return undefined;
  }
}

/** Processor time of a process since its start in seconds, all its threads together; undefined but on Linux. */
export function processorSeconds(pid: number): number | undefined {
  const [, , , , , , , , , , , user, system] = fieldsOf(pid);
  return user === undefined || system === undefined ? undefined : (Number(user) + Number(system)) / TICKS;
}

/** The processes that a process started and that still run; none where the system is not Linux. */
export function childrenOf(parent: number): number[] {
  if (process.platform !== "linux") return [];
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((pid) => Number(fieldsOf(pid)[1]) === parent);
}

/** What follows a process's name in its line of accounts: its state, its parent and so on. */
function fieldsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
  } catch {
    return [];
  }
}
