import type { DeployedNode } from "./start-deployment.ts";

/**
 * What a server counts at its own second port.
 *
 * @param series With its labels, as `name{label="value"}`.
 * @returns 0 for a series that it does not have.
 */
export async function readMetric({ metricsPort }: DeployedNode, series: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const line = metrics.split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}
