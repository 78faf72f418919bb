import { eventFile, type ScalarPoint } from "../base/event-file.ts";
import type { TimelineStep } from "../worker/hypothetical.ts";
import type { Curves } from "./inspector-curves.ts";

const TAGS: Readonly<Record<keyof Curves, string>> = {
  base: "surprise/without_personal",
  personal: "surprise/with_personal",
  lambda: "guard/weight",
  trust: "guard/trust",
};

/** The curves of a timeline as a file that TensorBoard reads; the step is the number of lessons. */
export function curveEvents(steps: readonly TimelineStep[], curves: Curves): Uint8Array<ArrayBuffer> {
  const startMs = steps.find(({ atMs }) => atMs !== null)?.atMs ?? 0;
  const points = steps.flatMap(({ generation, atMs }, at): ScalarPoint[] =>
    (Object.keys(TAGS) as (keyof Curves)[]) // the keys are those of the type
      .filter((name) => Number.isFinite(curves[name][at]))
      .map((name) => ({ tag: TAGS[name], step: generation, atMs: atMs ?? startMs, value: curves[name][at] })),
  );
  return eventFile(points, startMs);
}
