import { readFileSync } from "node:fs";

/** What a process has used, or uses now. */
export interface ProcessUsage {
  /** User and system time since it began. */
  readonly cpuSeconds: number;
  /** Resident memory. */
  readonly rssBytes: number;
}

/** Linux counts in hundredths of a second, whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100;
const KIBIBYTE = 1_024;
/** Fields of proc_pid_stat(5) after the command's name, which may hold blanks. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** @returns Null where there is no /proc: then nobody can say. */
export function usageOf(pid: number): ProcessUsage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    return {
      cpuSeconds: (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND,
      rssBytes: rss * KIBIBYTE,
    };
  } catch {
    return null;
  }
}
