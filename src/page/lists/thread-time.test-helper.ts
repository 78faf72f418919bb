import { cdp } from "vitest/browser";

/** CPU time of this thread, in ms: a machine that does other things too may be away for longer than what is measured takes. */
export async function threadMs(): Promise<number> {
  await cdp().send("Performance.enable");
  const { metrics } = await cdp().send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ThreadTime")!.value * 1_000;
}
