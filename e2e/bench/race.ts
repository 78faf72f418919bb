import type { Engine, EngineHost } from "./engine-host.ts";
import { measure } from "./measure.ts";
import type { Row } from "./results.ts";
import type { Workload } from "./workloads.ts";

interface RaceOptions {
  readonly model: string;
  readonly workloads: readonly Workload[];
  readonly engines: readonly Engine[];
  readonly runs: number;
  /** What is being timed, for the progress lines. */
  readonly title: string;
  readonly say: (line: string) => void;
  /** Called when all engines are open, before the first run. */
  readonly onOpen?: () => Promise<void>;
}

/** Opens engines on one model, times each on each workload, and closes them. */
export async function race(host: EngineHost, options: RaceOptions): Promise<Row[]> {
  const { model, workloads, engines, runs, title, say, onOpen } = options;
  for (const [at, engine] of engines.entries()) {
    say(`${title}: opening ${at + 1} of ${engines.length}, ${engine.name} ${engine.precision}`);
    await host.start(engine, model);
    await host.call(engine, "create");
    await host.call(engine, "load", workloads);
  }
  await onOpen?.();
  const rows = await measure(
    host,
    workloads.map(({ name, pauseMs }) => ({ workload: name, pauseMs, engines })),
    { runs, onRound: (done) => say(`${title}: round ${done} of ${runs}`) },
  );
  for (const engine of engines) await host.stop(engine);
  return rows;
}
