import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** What figures depend on beside the code. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly node: string;
  /** Processes that ran or waited for a core, on average of the last minute: above `cores`, times are longer than they need be. */
  readonly load: number;
}

export function machineNow(): Machine {
  return {
    cores: availableParallelism(),
    processor: cpus().at(0)?.model ?? "unknown",
    memoryBytes: totalmem(),
    node: process.version,
    load: loadavg()[0],
  };
}
