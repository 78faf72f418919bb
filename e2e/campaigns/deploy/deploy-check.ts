import type { Deployment } from "./start-deployment.ts";

/** What one part of the deployment came to. */
export interface CheckResult {
  /** What is not as it should be, one a line. */
  readonly faults: readonly string[];
  /** For people. */
  readonly words: string;
  readonly figures: Readonly<Record<string, unknown>>;
}

export interface CheckTools {
  readonly deployment: Deployment;
  /** Aborted when the campaign is over. */
  readonly ended: AbortSignal;
}

/** One part of the deployment that is tried. */
export type DeployCheck = (tools: CheckTools) => Promise<CheckResult>;

/** The fault, unless it is so. */
export function unless(isSo: boolean, fault: string): string[] {
  return isSo ? [] : [fault];
}
